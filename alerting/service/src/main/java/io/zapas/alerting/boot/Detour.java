package io.zapas.alerting.boot;

import io.zapas.alerting.delivery.Courier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Critical messages that Slack could not take for minutes: they go by mail, also where no rule sends them there, and what becomes of them is told there, too. Known again after
 * a restart once Slack has been looked at: what mail shows already is not sent twice. Confined to the engine's context.
 */
final class Detour {
    private static final String FROM = "slack";
    private static final String BY = "mail";

    private final Set<String> messages = new HashSet<>();

    /** Whether the destination is the way round for this message. */
    boolean leads(String deliveryId, String destination) {
        return destination.equals(BY) && messages.contains(deliveryId);
    }

    /** Wakes the way round for every message that is stuck since the last time. */
    void look(Collection<Courier> couriers) {
        List<String> stuck = new ArrayList<>();
        for (Courier courier : couriers) {
            if (courier.name().equals(FROM) || courier.name().startsWith(FROM + ":")) {
                courier.stranded().stream().filter(messages::add).forEach(stuck::add);
            }
        }
        couriers.stream().filter(courier -> courier.name().equals(BY)).forEach(courier -> stuck.forEach(courier::wake));
    }

    /** The message is over. */
    void end(String deliveryId) {
        messages.remove(deliveryId);
    }
}
