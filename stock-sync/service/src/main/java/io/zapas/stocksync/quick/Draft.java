package io.zapas.stocksync.quick;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.Change;
import java.io.IOException;
import java.time.Instant;
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
    private final Instant recordedAt;
    private final Selling selling;
    private final PlainDocuments documents;
    private final Map<String, Long> heard;
    private final Set<String> heardNow = new HashSet<>();
    private final Set<String> claimed = new HashSet<>();
    /** Without their numbers, which the store gives. */
    private final List<LedgerEntry> entries = new ArrayList<>();

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
            LedgerEntry.Reason reason,
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
    Draft(String prefix, long now, Selling selling, PlainDocuments documents, Map<String, Long> heard) {
        this.prefix = prefix;
        this.now = now;
        this.recordedAt = Instant.ofEpochMilli(now);
        this.selling = selling;
        this.documents = documents;
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
        sku.entries++;
        trails.add(prefix + "t:" + sku.name);
        trails.add(Long.toString(sku.entries % TRAIL));
        entries.add(new LedgerEntry(
                0,
                sku.name,
                place.name,
                sku.version,
                cause.reason(),
                cause.at() == now ? recordedAt : Instant.ofEpochMilli(cause.at()),
                recordedAt,
                onHandBefore,
                place.onHand,
                reservedBefore,
                place.reserved,
                selling.available(sku),
                0,
                null,
                cause.source(),
                cause.eventId(),
                cause.channel(),
                cause.orderId(),
                cause.reservationId(),
                0));
    }

    /** As 35-step.lua packs it, but for its number. */
    private static void entry(MessagePacker out, LedgerEntry entry) throws IOException {
        out.packString(entry.sku()).packString(entry.location()).packLong(entry.skuVersion());
        out.packString(entry.reason().name());
        out.packLong(entry.at().toEpochMilli()).packLong(entry.recordedAt().toEpochMilli());
        out.packLong(entry.onHandBefore()).packLong(entry.onHandAfter());
        out.packLong(entry.reservedBefore()).packLong(entry.reservedAfter());
        out.packLong(entry.availableAfter()).packLong(entry.demand()).packBoolean(false);
        for (String text :
                new String[] {entry.source(), entry.eventId(), entry.channel(), entry.orderId(), entry.reservationId()
                }) {
            if (text == null) {
                out.packBoolean(false);
            } else {
                out.packString(text);
            }
        }
        out.packLong(entry.shortfall());
    }

    /** @param seq of the newest ledger entry before these */
    private List<Change> changes(long seq) {
        List<Change> changes = new ArrayList<>(decisions.size());
        int next = 0;
        for (Decision decision : decisions) {
            List<LedgerEntry> own = new ArrayList<>(decision.entries());
            for (int count = decision.entries(); count > 0; count--) {
                own.add(entries.get(next++).numbered(seq + next));
            }
            changes.add(new Change(own, decision.touched(), null, null));
        }
        return changes;
    }

    /**
     * @param changed SKUs that were touched
     * @param positions of the partitions decided about
     * @param answerMillis how long answers are remembered
     */
    Proposal propose(Header header, List<PlainSku> changed, List<Task.Reached> positions, long answerMillis) {
        byte[] ground = ground(header, changed, positions);
        List<byte[]> states = new ArrayList<>(changed.size());
        for (PlainSku sku : changed) {
            states.add(sku.write(packing, header.nonce()));
        }
        List<byte[]> packedEntries = new ArrayList<>(entries.size());
        for (LedgerEntry entry : entries) {
            packedEntries.add(packing.bytes(out -> entry(out, entry)));
        }
        byte[] decided = packing.bytes(out -> {
            out.packMapHeader(9);
            out.packString("entries").packArrayHeader(packedEntries.size());
            for (byte[] entry : packedEntries) {
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
        return new Proposal(ground, decided, documents(changed), this::changes);
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

    /** Of the SKUs whose version changed. */
    private List<ShownAvailability> documents(List<PlainSku> changed) {
        List<ShownAvailability> list = new ArrayList<>(changed.size());
        for (PlainSku sku : changed) {
            if (shown.contains(sku.name)) {
                list.add(documents.of(
                        sku, recordedAt, source -> heardNow.contains(source) ? now : heard.getOrDefault(source, 0L)));
            }
        }
        return list;
    }
}
