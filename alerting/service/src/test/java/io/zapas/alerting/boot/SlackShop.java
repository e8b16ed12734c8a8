package io.zapas.alerting.boot;

import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.slack.SlackStandIn;
import java.util.HashMap;
import java.util.Map;

/** Alerting on a real broker that tells a Slack of our own everything at once. */
final class SlackShop {
    private SlackShop() {}

    /** @param more keys, over those that lead to Slack */
    static TestRuntime start(SlackStandIn slack, Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "slack.token",
                SlackStandIn.TOKEN,
                "slack.channel",
                SlackStandIn.CHANNEL_ID,
                "slack.url",
                slack.url(),
                "alert.send-interval",
                "20ms",
                "alert.group-interval",
                "0s",
                "alert.mass-drop-settle",
                "0s"));
        keys.putAll(more);
        return TestRuntime.start(new AlertingService(), keys);
    }
}
