package io.zapas.stocksync.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XTrimArgs;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The outbox: items stand in Redis until they are relayed. Those that were written here and are relayed here, too, are handed over and not read again. Safe on every thread.
 */
final class RedisOutbox {
    private static final RedisScript MARK = RedisScript.of(RedisOutbox.class, "mark", "mark.lua");
    private static final RedisScript TRIM = RedisScript.of(RedisOutbox.class, "trim", "trim.lua");

    private final RedisAccess redis;
    private final String[] prefix;
    private final InstantSource clock;
    private final AvailabilityReader documents;
    private final Consumer<OutboxItem> found;
    private final Handover handover = new Handover();

    /**
     * @param prefix of all keys
     * @param documents reads what the script left of the SKUs it changed
     * @param found told of each item that was read from Redis
     */
    RedisOutbox(
            RedisAccess redis,
            String prefix,
            InstantSource clock,
            AvailabilityReader documents,
            Consumer<OutboxItem> found) {
        this.redis = redis;
        this.prefix = new String[] {prefix};
        this.clock = clock;
        this.documents = documents;
        this.found = found;
    }

    /** Of what is decided here. */
    Handover handover() {
        return handover;
    }

    /** See {@link io.zapas.stocksync.domain.Stock#mark()}. */
    Future<Mark> mark() {
        return redis.evalBytes(MARK, prefix).map(answer -> mark(new String(answer, StandardCharsets.UTF_8)));
    }

    private static Mark mark(String answer) {
        String[] fields = answer.split(" ", -1);
        long number = Long.parseLong(fields[1]);
        long waiting = Long.parseLong(fields[3]);
        return new Mark(
                fields[0].isEmpty() ? null : Long.valueOf(fields[0]),
                number,
                fields[2],
                waiting == 0 ? 0 : number - waiting + 1,
                fields[4].isEmpty() ? null : Instant.ofEpochMilli((long) Double.parseDouble(fields[4])));
    }

    /** See {@link io.zapas.stocksync.domain.Stock#outbox}. */
    Future<List<OutboxItem>> after(String id, int limit) {
        if (id == null) {
            handover.doubt();
            return read(Range.unbounded(), limit);
        }
        List<OutboxItem> here = handover.after(number(id), limit);
        return !here.isEmpty() || handover.comesSoon(number(id))
                ? Future.succeededFuture(here)
                : read(Range.from(Range.Boundary.excluding(id), Range.Boundary.unbounded()), limit);
    }

    private Future<List<OutboxItem>> read(Range<String> range, int limit) {
        return redis.runBytes(c -> c.xrange(key(), range, Limit.from(limit))).map(messages -> {
            Instant now = clock.instant();
            List<OutboxItem> items = new ArrayList<>(messages.size());
            for (StreamMessage<String, byte[]> message : messages) {
                Map<String, byte[]> body = message.getBody();
                byte[] record = OutboxReader.record(body.get("h"), body.get("j"));
                OutboxItem item = item(message.getId(), record, shown(body, now));
                if (item == null) {
                    break;
                }
                found.accept(item);
                items.add(item);
            }
            return items;
        });
    }

    /**
     * One that is handed over knows what is shown, which is not written down then; null: it is about to be.
     *
     * @param shown null: it is not written down
     */
    private OutboxItem item(String id, byte[] record, Map<String, ShownAvailability> shown) {
        if (shown == null && OutboxReader.isDecided(record)) {
            OutboxItem here = handover.get(number(id));
            if (here != null && Arrays.equals(here.record(), record)) {
                return here;
            }
            if (handover.mayCome(number(id))) {
                return null;
            }
        }
        return OutboxReader.item(id, record, shown);
    }

    /** As the script left it, or as it is published; null: neither was written down. */
    private Map<String, ShownAvailability> shown(Map<String, byte[]> body, Instant now) {
        byte[] published = body.get("d");
        if (published != null) {
            return OutboxReader.published(published);
        }
        byte[] left = body.get("s");
        return left == null ? null : documents.read(left, now);
    }

    /** See {@link io.zapas.stocksync.domain.Stock#trimOutbox}. */
    Future<Void> trim(String id) {
        return redis.run(c -> c.xtrim(key(), new XTrimArgs().minId((number(id) + 1) + "-0")))
                .mapEmpty();
    }

    /** See {@link io.zapas.stocksync.domain.Stock#trimRelayed}. */
    Future<Void> trimRelayed(OutboxItem newest) {
        return redis.evalBytes(
                        TRIM,
                        prefix,
                        newest.id().getBytes(StandardCharsets.US_ASCII),
                        newest.token().getBytes(StandardCharsets.UTF_8))
                .mapEmpty();
    }

    private String key() {
        return prefix[0] + ":out";
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }
}
