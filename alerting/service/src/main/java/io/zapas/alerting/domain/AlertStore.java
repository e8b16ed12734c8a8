package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.PackWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every alert that is kept, by id and by the subject it is about. A million of them have to fit, so they are kept packed ({@link PackedAlert}), but for those that were asked for or
 * changed last: packing and unpacking cost as much as a change. Not safe for concurrent use.
 */
final class AlertStore {
    private final Map<String, Kept> byId = new HashMap<>();
    /** Of every subject the newest occurrence of each of its problems, in the order in which they came up. */
    private final Map<String, Kept> bySubject = new HashMap<>();

    /** Those that are not packed, whoever came first in front. */
    private final Deque<Kept> atHand = new ArrayDeque<>();

    private final PackWriter space = new PackWriter();
    private final int maxAtHand;
    private final Map<Alert.Type, Long> open = new EnumMap<>(Alert.Type.class);

    /** @param maxAtHand how many {@link #settle()} leaves unpacked */
    AlertStore(int maxAtHand) {
        this.maxAtHand = maxAtHand;
    }

    /** Null: there is none. */
    Tracked get(String id) {
        Kept kept = byId.get(id);
        return kept == null ? null : take(kept);
    }

    /** The same for those who read many: it is not kept at hand. */
    Tracked read(String id) {
        Kept kept = byId.get(id);
        return kept == null ? null : kept.read();
    }

    void forEach(Consumer<Tracked> reader) {
        byId.values().forEach(kept -> reader.accept(kept.read()));
    }

    int size() {
        return byId.size();
    }

    /** Those people may see, as they are now. */
    FrozenAlerts shown() {
        return freeze(byId.values().stream().filter(kept -> !kept.tentative));
    }

    /** Those of these ids, as they are now. All must be here. */
    FrozenAlerts frozen(Collection<String> ids) {
        return freeze(ids.stream().map(byId::get));
    }

    private static FrozenAlerts freeze(Stream<Kept> alerts) {
        FrozenAlerts frozen = new FrozenAlerts();
        alerts.forEach(kept -> frozen.add(kept.id, kept.live, kept.packed));
        return frozen;
    }

    /** Alerts people may see that are not resolved. */
    Map<Alert.Type, Long> open() {
        return new EnumMap<>(open);
    }

    /** The newest occurrence of each problem of a subject. */
    List<Tracked> ofSubject(String subject) {
        Kept first = bySubject.get(subject);
        if (first == null) {
            return List.of();
        }
        if (first.next == null) {
            return List.of(take(first));
        }
        List<Tracked> found = new ArrayList<>();
        for (Kept kept = first; kept != null; kept = kept.next) {
            found.add(take(kept));
        }
        return found;
    }

    /** The newest occurrence of one problem; null: there is none. */
    Tracked newest(String subject, String fingerprint) {
        for (Kept kept = bySubject.get(subject); kept != null; kept = kept.next) {
            Tracked tracked = take(kept);
            if (tracked.alert().fingerprint().equals(fingerprint)) {
                return tracked;
            }
        }
        return null;
    }

    /** A new occurrence takes the place of the one before as the newest. Answers what was known under this id, null: nothing. */
    Tracked put(Tracked tracked) {
        Kept kept = byId.get(tracked.id());
        Tracked before = kept == null ? null : kept.read();
        if (kept == null) {
            kept = new Kept(tracked.id());
            byId.put(kept.id, kept);
            append(kept, tracked);
        }
        if (kept.live == null) {
            atHand.add(kept);
        }
        kept.change(tracked);
        count(before, -1);
        count(tracked, 1);
        return before;
    }

    private void append(Kept added, Tracked tracked) {
        String subject = tracked.life().subject();
        Tracked former = newest(subject, tracked.alert().fingerprint());
        if (former != null) {
            unlink(subject, former.id());
        }
        Kept last = bySubject.putIfAbsent(subject, added);
        while (last != null && last.next != null) {
            last = last.next;
        }
        if (last != null) {
            last.next = added;
        }
    }

    /** Answers whether it was the newest occurrence of its problem. */
    boolean remove(Tracked tracked) {
        Kept kept = byId.remove(tracked.id());
        if (kept == null) {
            return false;
        }
        count(kept.read(), -1);
        return unlink(tracked.life().subject(), kept.id);
    }

    private boolean unlink(String subject, String id) {
        Kept before = null;
        for (Kept kept = bySubject.get(subject); kept != null; before = kept, kept = kept.next) {
            if (kept.id.equals(id)) {
                if (before != null) {
                    before.next = kept.next;
                } else if (kept.next != null) {
                    bySubject.put(subject, kept.next);
                } else {
                    bySubject.remove(subject);
                }
                kept.next = null;
                return true;
            }
        }
        return false;
    }

    /** Packs what is too many at hand. */
    void settle() {
        while (atHand.size() > maxAtHand) {
            atHand.remove().pack(space);
        }
    }

    private Tracked take(Kept kept) {
        if (kept.live == null) {
            kept.live = kept.read();
            atHand.add(kept);
        }
        return kept.live;
    }

    private void count(Tracked tracked, long difference) {
        if (tracked != null && !tracked.resolved() && !tracked.tentative()) {
            open.merge(tracked.alert().type(), difference, Long::sum);
        }
    }

    private static final class Kept {
        private final String id;
        /** Null: only {@link #live} is up to date. */
        private byte[] packed;

        private Tracked live;
        private Kept next;
        private boolean tentative;

        Kept(String id) {
            this.id = id;
        }

        Tracked read() {
            return live == null ? PackedAlert.unpack(id, packed) : live;
        }

        void change(Tracked tracked) {
            live = tracked;
            packed = null;
            tentative = tracked.tentative();
        }

        void pack(PackWriter space) {
            if (packed == null) {
                packed = PackedAlert.pack(live, space);
            }
            live = packed == null ? live : null;
        }
    }
}
