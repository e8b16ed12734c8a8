package io.zapas.stocksync.quick;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.msgpack.core.MessagePacker;

/** What the decisions of one call come to: the input of {@code commit} (quick.lua and carry.lua, where its fields are told). Confined to one thread. */
final class Draft {
    /** Ledger entries kept beside each SKU. */
    private static final int TRAIL = 16;

    final Packing packing = new Packing();
    final long now;
    private final String prefix;
    private final Selling selling;
    private final Map<String, Long> heard;
    private final Set<String> heardNow = new HashSet<>();
    private final Set<String> claimed = new HashSet<>();
    private final List<byte[]> entries = new ArrayList<>();
    private final List<String> trails = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private final SortedSet<String> touched = new TreeSet<>(Names.ORDER);
    private int reported;
    private final List<Object> sets = new ArrayList<>();
    private final List<Object> told = new ArrayList<>();
    private final List<Object> answers = new ArrayList<>();
    /** Score, member, ... of sorted sets, by key. */
    private final Map<String, List<String>> members = new LinkedHashMap<>();

    /** A change as readers of the outbox see it: so many of the next ledger entries, and the SKUs of another version. */
    private record Decision(int entries, List<String> touched) {}

    /** What a ledger entry tells besides the numbers; null: nothing. */
    record Cause(
            String reason,
            long at,
            String source,
            String eventId,
            String channel,
            String orderId,
            String reservationId) {}

    /**
     * @param prefix of all keys
     * @param heard when each source was heard last
     */
    Draft(String prefix, long now, Selling selling, Map<String, Long> heard) {
        this.prefix = prefix;
        this.now = now;
        this.selling = selling;
        this.heard = heard;
    }

    /** These keys must still be absent when it comes to writing; false: a decision before this one needs one of them. */
    boolean claim(String... keys) {
        for (String key : keys) {
            if (claimed.contains(key)) {
                return false;
            }
        }
        claimed.addAll(List.of(keys));
        return true;
    }

    boolean claims(String key) {
        return claimed.contains(key);
    }

    void heard(String source) {
        heardNow.add(source);
    }

    void set(String key, byte[] value) {
        sets.add(key);
        sets.add(value);
    }

    /** A value that ends with the id of the outbox item. */
    void setTelling(String key, byte[] value) {
        told.add(key);
        told.add(value);
    }

    /** An answer remembered under an idempotency key; it ends with the id of the outbox item. */
    void answer(String key, byte[] value) {
        answers.add(key);
        answers.add(value);
    }

    void member(String key, long score, String member) {
        List<String> added = members.computeIfAbsent(key, none -> new ArrayList<>(2));
        added.add(Long.toString(score));
        added.add(member);
    }

    /** The SKU changed: another version. */
    void changed(PlainSku sku) {
        sku.version++;
        sku.asOf = now;
        touched.add(sku.name);
    }

    /** The decision is made; what comes next is another one's. */
    void decided() {
        if (!touched.isEmpty()) {
            decisions.add(new Decision(entries.size() - reported, List.copyOf(touched)));
            reported = entries.size();
            shown.addAll(touched);
            touched.clear();
        }
    }

    /** After all changes of the decision to this SKU. */
    void entry(PlainSku sku, Place place, Cause cause, long onHandBefore, long reservedBefore) {
        long available = selling.available(sku);
        sku.entries++;
        trails.add(prefix + "t:" + sku.name);
        trails.add(Long.toString(sku.entries % TRAIL));
        entries.add(packing.bytes(out -> {
            out.packString(sku.name).packString(place.name).packLong(sku.version);
            out.packString(cause.reason()).packLong(cause.at()).packLong(now);
            out.packLong(onHandBefore).packLong(place.onHand);
            out.packLong(reservedBefore).packLong(place.reserved);
            out.packLong(available).packLong(0).packBoolean(false);
            for (String text : new String[] {
                cause.source(), cause.eventId(), cause.channel(), cause.orderId(), cause.reservationId()
            }) {
                if (text == null) {
                    out.packBoolean(false);
                } else {
                    out.packString(text);
                }
            }
            out.packLong(0);
        }));
    }

    /**
     * Arguments of {@code commit}.
     *
     * @param ground what must still stand
     * @param decided what is carried out then
     * @param shown what is shown of the SKUs it changes
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Packed(byte[] ground, byte[] decided, byte[] shown) {}

    /**
     * @param changed SKUs that were touched
     * @param positions of the partitions decided about
     * @param answerMillis how long answers are remembered
     */
    Packed pack(Header header, List<PlainSku> changed, List<Task.Reached> positions, long answerMillis) {
        byte[] ground = ground(header, changed, positions);
        List<byte[]> states = new ArrayList<>(changed.size());
        for (PlainSku sku : changed) {
            states.add(sku.write(packing, header.nonce()));
        }
        byte[] shownNow = documents(changed);
        byte[] decided = packing.bytes(out -> {
            out.packMapHeader(9);
            out.packString("entries").packArrayHeader(entries.size());
            for (byte[] entry : entries) {
                Packing.raw(out, entry);
            }
            out.packString("changes").packArrayHeader(2 * decisions.size());
            for (Decision decision : decisions) {
                out.packInt(decision.entries())
                        .packArrayHeader(decision.touched().size());
                for (String sku : decision.touched()) {
                    out.packString(sku);
                }
            }
            texts(out, "trails", trails);
            out.packString("sets").packArrayHeader(2 * changed.size() + sets.size());
            for (int i = 0; i < changed.size(); i++) {
                out.packString(key(changed.get(i)));
                Packing.raw(out, states.get(i));
            }
            values(out, sets);
            out.packString("told").packArrayHeader(told.size());
            values(out, told);
            out.packString("telling").packArrayHeader(answers.isEmpty() ? 0 : 1);
            if (!answers.isEmpty()) {
                out.packArrayHeader(1 + answers.size()).packLong(answerMillis);
                values(out, answers);
            }
            out.packString("adds").packArrayHeader(members.size());
            for (Map.Entry<String, List<String>> add : members.entrySet()) {
                out.packArrayHeader(2 + add.getValue().size())
                        .packString("ZADD")
                        .packString(add.getKey());
                for (String part : add.getValue()) {
                    out.packString(part);
                }
            }
            out.packString("heard").packArrayHeader(2 * heardNow.size());
            for (String source : heardNow) {
                out.packString(source).packString(Long.toString(now));
            }
            List<Task.Reached> passed =
                    positions.stream().filter(Task.Reached::advances).toList();
            out.packString("positions").packArrayHeader(2 * passed.size());
            for (Task.Reached reached : passed) {
                out.packString(reached.name())
                        .packString(Long.toString(reached.position().next()));
            }
        });
        return new Packed(ground, decided, shownNow);
    }

    private byte[] ground(Header header, List<PlainSku> changed, List<Task.Reached> positions) {
        return packing.bytes(out -> {
            out.packMapHeader(Header.FIELDS + 5);
            header.write(out, now);
            texts(out, "absent", claimed);
            out.packString("skus").packArrayHeader(changed.size());
            for (PlainSku sku : changed) {
                out.packString(key(sku));
            }
            out.packString("marks").packArrayHeader(changed.size());
            for (PlainSku sku : changed) {
                out.packString(sku.mark());
            }
            texts(out, "partitions", positions.stream().map(Task.Reached::name).toList());
            out.packString("firsts").packArrayHeader(positions.size());
            for (Task.Reached reached : positions) {
                out.packLong(reached.position().first());
            }
        });
    }

    private String key(PlainSku sku) {
        return prefix + "s:" + sku.name;
    }

    private static void texts(MessagePacker out, String field, Collection<String> texts) throws IOException {
        out.packString(field).packArrayHeader(texts.size());
        for (String text : texts) {
            out.packString(text);
        }
    }

    private static void values(MessagePacker out, List<Object> values) throws IOException {
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                Packing.raw(out, bytes);
            } else {
                out.packString((String) value);
            }
        }
    }

    /** What is shown of the SKUs whose version changed: 46-document.lua does the same. */
    private byte[] documents(List<PlainSku> changed) {
        List<PlainSku> list =
                changed.stream().filter(sku -> shown.contains(sku.name)).toList();
        return packing.bytes(out -> {
            out.packArrayHeader(list.size());
            for (PlainSku sku : list) {
                document(out, sku);
            }
        });
    }

    private void document(MessagePacker out, PlainSku sku) throws IOException {
        long available = selling.available(sku);
        out.packMapHeader(sku.product == null ? 10 : 11);
        out.packString("sku").packString(sku.name);
        out.packString("available").packLong(available);
        out.packString("shortfall").packLong(0);
        Map<String, Long> exposures = selling.exposures(sku, available);
        out.packString("channels").packMapHeader(exposures.size());
        for (Map.Entry<String, Long> exposure : exposures.entrySet()) {
            out.packString(exposure.getKey()).packLong(exposure.getValue());
        }
        out.packString("locations").packArrayHeader(sku.places.size());
        long rest = sku.rules.buffer();
        for (Place place : sku.places.values()) {
            long free = Math.max(0, selling.free(sku, place));
            long more = Math.min(rest, free);
            rest -= more;
            boolean sellable = selling.sellable(place.name);
            out.packMapHeader(sellable ? 5 : 6);
            out.packString("location").packString(place.name);
            out.packString("onHand").packLong(place.onHand);
            out.packString("reserved").packLong(place.reserved);
            out.packString("buffer").packLong(selling.kept(sku, place) + more);
            out.packString("available").packLong(free - more);
            if (!sellable) {
                out.packString("sellable").packBoolean(false);
            }
        }
        out.packString("incoming");
        if (sku.incoming == null) {
            out.packMapHeader(0);
        } else {
            out.writePayload(sku.incoming);
        }
        out.packString("version").packLong(sku.version);
        out.packString("asOf").packLong(sku.asOf);
        if (sku.product != null) {
            out.packString("product");
            Packing.raw(out, sku.product);
        }
        out.packString("heard");
        List<String> sources = sku.sources();
        out.packMapHeader(sources.size());
        for (String source : sources) {
            out.packString(source);
            out.packLong(heardNow.contains(source) ? now : heard.getOrDefault(source, 0L));
        }
        out.packString("shortOrders").packArrayHeader(0);
    }
}
