package io.zapas.alerting.boot;

import io.zapas.alerting.delivery.Courier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Critical messages that Slack could not take for minutes: they go by mail, also where no rule sends them there, and what becomes of them is told there, too. Known again after
 * a restart once Slack has been looked at: what mail shows already is not sent twice. Confined to the engine's context.
 */
final class Detour {
    private static final String FROM = "slack";
    private static final String BY = "mail";

    /** Since when Slack could not take them. */
    private final Map<String, Instant> messages = new HashMap<>();

    /** Whether the destination is the way round for this message. */
    boolean leads(String deliveryId, String destination) {
        return destination.equals(BY) && messages.containsKey(deliveryId);
    }

    /** Since when the message goes by mail because Slack is away; empty: it does not. */
    Optional<Instant> since(String deliveryId) {
        return Optional.ofNullable(messages.get(deliveryId));
    }

    /** Wakes the way round for every message that is stuck since the last time. */
    void look(Collection<Courier> couriers, Instant now) {
        List<String> stuck = new ArrayList<>();
        for (Courier courier : couriers) {
            if (courier.name().equals(FROM) || courier.name().startsWith(FROM + ":")) {
                for (String id : courier.stranded()) {
                    if (messages.putIfAbsent(id, courier.awaySince().orElse(now)) == null) {
                        stuck.add(id);
                    }
                }
            }
        }
        couriers.stream().filter(courier -> courier.name().equals(BY)).forEach(courier -> stuck.forEach(courier::wake));
    }

    /** The message is over. */
    void end(String deliveryId) {
        messages.remove(deliveryId);
    }
}
