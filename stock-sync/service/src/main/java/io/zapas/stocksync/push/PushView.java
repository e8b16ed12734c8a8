package io.zapas.stocksync.push;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code stock.pushes} says: the newest push of every listing. Safe on every thread. */
final class PushView {
    private static final Logger log = LoggerFactory.getLogger(PushView.class);

    private final Map<String, Push> byId = new HashMap<>();

    /** The key of a listing's records: its channel and offer, with their dividers escaped. */
    static String id(String channel, String offerId) {
        return escaped(channel) + ':' + escaped(offerId);
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace(":", "%3A");
    }

    /** Takes over one record of the topic; null: forgotten. */
    synchronized void record(String id, byte[] value) {
        if (id == null) {
            return;
        }
        if (value == null) {
            byId.remove(id);
            return;
        }
        try {
            byId.put(id, Json.read(value, Push.class));
        } catch (UncheckedIOException e) {
            log.atWarn().setCause(e).addKeyValue("id", id).log("Push that cannot be read left out of the view");
        }
    }

    synchronized Collection<Push> of(String channel) {
        return byId.values().stream()
                .filter(push -> push.channel().equals(channel))
                .toList();
    }

    /** Matching pushes, newest first; a null filter lets all pass. */
    List<Push> find(String channel, State state, String sku, Boolean quarantined) {
        List<Push> found;
        synchronized (this) {
            found = new ArrayList<>(byId.values());
        }
        found.removeIf(push -> (channel != null && !channel.equals(push.channel()))
                || (state != null && state != push.state())
                || (sku != null && !sku.equals(push.sku()))
                || (quarantined != null && quarantined != (push.quarantine() != null)));
        found.sort(Comparator.comparing(Push::at)
                .reversed()
                .thenComparing(Push::channel)
                .thenComparing(Push::offerId));
        return found;
    }
}
