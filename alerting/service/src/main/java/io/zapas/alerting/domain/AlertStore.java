package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.PackWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

    /** Whoever was asked for or changed last, because that one changes next; null: nobody. */
    private Kept last;

    /** Those that {@link #drain()} answers next, in the order in which they were noted; some of them are not any more. */
    private final List<Kept> noted = new ArrayList<>();

    private final PackWriter space = new PackWriter();
    private final int maxAtHand;
    private final Map<Alert.Type, Long> open = new EnumMap<>(Alert.Type.class);

    /** @param maxAtHand how many {@link #settle()} leaves unpacked */
    AlertStore(int maxAtHand) {
        this.maxAtHand = maxAtHand;
    }

    /** Null: there is none. */
    Tracked get(String id) {
        Kept kept = kept(id);
        return kept == null ? null : take(kept);
    }

    private Kept kept(String id) {
        return last != null && last.id.equals(id) ? last : byId.get(id);
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
        FrozenAlerts frozen = new FrozenAlerts();
        byId.values().stream().filter(kept -> !kept.tentative).forEach(kept -> kept.freezeInto(frozen));
        return frozen;
    }

    /** It is among those that the next {@link #drain()} answers. It must be here. */
    void note(String id) {
        Kept kept = kept(id);
        if (!kept.noted) {
            kept.noted = true;
            noted.add(kept);
        }
    }

    /** Those that were noted since the last call and are still here, as they are now. */
    FrozenAlerts drain() {
        FrozenAlerts frozen = new FrozenAlerts();
        for (Kept kept : noted) {
            if (kept.noted) {
                kept.noted = false;
                kept.freezeInto(frozen);
            }
        }
        noted.clear();
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
        Kept kept = kept(tracked.id());
        Tracked before = kept == null ? null : kept.read();
        if (kept == null) {
            kept = new Kept(tracked.id());
            byId.put(kept.id, kept);
            append(kept, tracked);
        }
        if (kept.live == null) {
            atHand.add(kept);
        }
        last = kept;
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
        last = null;
        kept.noted = false;
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
        last = kept;
        return kept.live;
    }

    private void count(Tracked tracked, long difference) {
        if (tracked != null && !tracked.resolved() && !tracked.tentative()) {
            open.merge(tracked.alert().type(), difference, Long::sum);
        }
    }

    private static final class Kept {
        private final String id;
        /** As it was when it was packed last; null: it never was. */
        private byte[] packed;

        private boolean changedSince;

        /** Null: as it is packed. */
        private Tracked live;

        private Kept next;
        private boolean tentative;
        private boolean noted;

        Kept(String id) {
            this.id = id;
        }

        Tracked read() {
            return live == null ? PackedAlert.unpack(id, packed) : live;
        }

        void change(Tracked tracked) {
            live = tracked;
            changedSince = true;
            tentative = tracked.tentative();
        }

        void freezeInto(FrozenAlerts frozen) {
            frozen.add(id, live, packed);
        }

        void pack(PackWriter space) {
            byte[] now = changedSince ? PackedAlert.pack(live, packed, space) : packed;
            if (now != null) {
                packed = now;
                changedSince = false;
                live = null;
            }
        }
    }
}
