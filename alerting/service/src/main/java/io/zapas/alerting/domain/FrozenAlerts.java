package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;

/**
 * Alerts as they were at one moment, in the form in which they were kept then: those that were packed are unpacked anew whenever they are read. Filled on one thread; may be read on any
 * other after that.
 */
public final class FrozenAlerts extends AbstractList<Tracked> implements RandomAccess {
    private final List<String> ids = new ArrayList<>();
    /** A {@link Tracked}, or one that is packed. */
    private final List<Object> states = new ArrayList<>();

    /** @param live null: packed only */
    void add(String id, Tracked live, byte[] packed) {
        ids.add(id);
        states.add(live == null ? packed : live);
    }

    @Override
    public int size() {
        return ids.size();
    }

    /** Without unpacking it. */
    public String id(int index) {
        return ids.get(index);
    }

    @Override
    public Tracked get(int index) {
        return states.get(index) instanceof Tracked live
                ? live
                : PackedAlert.unpack(ids.get(index), (byte[]) states.get(index));
    }

    /** The same without what they remember. */
    Collection<Alert> alerts() {
        return new AbstractCollection<>() {
            @Override
            public int size() {
                return ids.size();
            }

            @Override
            public Iterator<Alert> iterator() {
                Iterator<Tracked> all = FrozenAlerts.this.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Alert next() {
                        return all.next().alert();
                    }
                };
            }
        };
    }
}
