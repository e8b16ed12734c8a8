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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code stock.pushes} says: the newest push of every listing. Safe on every thread. */
final class PushView {
    private static final Logger log = LoggerFactory.getLogger(PushView.class);

    private final Map<String, Push> byId = new HashMap<>();
    private final Map<String, PushApproval> approvals = new HashMap<>();

    /** The key of a listing's records: its channel and offer, with their dividers escaped. */
    static String id(String channel, String offerId) {
        return escaped(channel) + ':' + escaped(offerId);
    }

    static String escaped(String part) {
        return part.replace("%", "%25").replace(":", "%3A");
    }

    /** Takes over one record of the topic; null: forgotten. Returns it if it is an approval, else null. */
    synchronized PushApproval record(String id, byte[] value) {
        if (id == null) {
            return null;
        }
        if (value == null) {
            byId.remove(id);
            approvals.remove(id);
            return null;
        }
        try {
            if (id.indexOf(':') < 0) {
                PushApproval approval = Json.read(value, PushApproval.class);
                approvals.put(id, approval);
                return approval;
            }
            byId.put(id, Json.read(value, Push.class));
        } catch (UncheckedIOException e) {
            log.atWarn().setCause(e).addKeyValue("id", id).log("Record that cannot be read left out of the view");
        }
        return null;
    }

    /** The newest of a channel; null: there was none. */
    synchronized PushApproval approval(String channel) {
        return approvals.get(escaped(channel));
    }

    synchronized Collection<Push> of(String channel) {
        return byId.values().stream()
                .filter(push -> push.channel().equals(channel))
                .toList();
    }

    /** How the listings of each channel stand, by channel. */
    List<ChannelPushes> channels() {
        List<Push> all;
        synchronized (this) {
            all = List.copyOf(byId.values());
        }
        Map<String, List<Push>> byChannel =
                all.stream().collect(Collectors.groupingBy(Push::channel, TreeMap::new, Collectors.toList()));
        return byChannel.entrySet().stream()
                .map(channel -> channel(channel.getKey(), channel.getValue()))
                .toList();
    }

    private static ChannelPushes channel(String name, List<Push> pushes) {
        List<Push> waiting = pushes.stream()
                .filter(push -> push.state() == State.WAITING && push.quarantine() == null)
                .sorted(Comparator.comparing(Push::at))
                .toList();
        return new ChannelPushes(
                name,
                pushes.size(),
                waiting.size(),
                waiting.isEmpty() ? null : waiting.get(0).at(),
                waiting.isEmpty() ? null : waiting.get(waiting.size() - 1).problem(),
                quarantined(pushes, "MASS_ZERO"),
                quarantined(pushes, "NOT_SHOWN"));
    }

    private static long quarantined(List<Push> pushes, String why) {
        return pushes.stream().filter(push -> why.equals(push.quarantine())).count();
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
