package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;

/** Which alerts share a message: those one person would look at together. */
final class Groups {
    private Groups() {}

    /** Per buyer and kind of problem, and per supplier where it is known: that is one order to write. */
    static String ofStock(Alert.Type type, String owner, String supplier) {
        return type + "/" + (owner == null ? "-" : owner) + (supplier == null ? "" : "/" + supplier);
    }

    static String ofCampaign(String campaignId) {
        return Alert.Type.CAMPAIGN_RISK + "/" + campaignId;
    }

    /** Per channel: one stuck connection is one problem. */
    static String ofChannel(Alert.Type type, String channel) {
        return type + "/" + (channel == null ? "-" : channel);
    }
}
