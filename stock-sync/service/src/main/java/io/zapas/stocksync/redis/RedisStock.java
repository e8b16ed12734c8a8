package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XTrimArgs;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The stock in Redis. Every call is one run of the script, which is atomic. When more holds are due than one run may sweep
 * (256), the script sweeps and asks to come again; the call repeats until it gets its answer, so that an answer never counts a hold whose
 * time is over.
 *
 * <p>A repeated {@link #apply} has no second effect: events are known by (source, id) and by offset. A repeated {@link #reserve} with its
 * idempotency key gives the first answer; refusals are not remembered, since a retry may find stock. Transitions are idempotent by nature.
 *
 * <p>When the script rejects an event it changes nothing at all: the dead letters get the event, then the rest of the batch is applied as if the
 * event had never been in it. An event the script cannot digest (a defect) must not stop its partition: the batch is retried event by event,
 * and the one that fails is rejected.
 */
public final class RedisStock implements Stock {
    private static final int EVENTS_MAX = 500;
    private static final int SKUS_MAX = 1_000;
    private static final int OFFERS_PER_PAGE = 500;
    private static final int ROUNDS_MAX = 100_000;
    private static final RedisScript SCRIPT = RedisScript.of(
            RedisStock.class,
            "stock",
            "10-work.lua",
            "20-stock.lua",
            "25-lots.lua",
            "30-available.lua",
            "32-preorder.lua",
            "35-step.lua",
            "40-sale.lua",
            "45-commit.lua",
            "50-events.lua",
            "60-entry.lua");

    private final RedisAccess redis;
    private final InstantSource clock;
    private final StockSettings settings;
    private final StepInput input;
    private final String[] keys;

    public RedisStock(RedisAccess redis, InstantSource clock, StockSettings settings) {
        this.redis = redis;
        this.clock = clock;
        this.settings = settings;
        this.input = new StepInput(settings);
        this.keys = new String[] {redis.key("stock")};
    }

    @Override
    public CompletionStage<List<Applied>> apply(Position position, List<Command> commands, DeadLetters deadLetters) {
        if (commands.size() > EVENTS_MAX) {
            throw new IllegalArgumentException("at most " + EVENTS_MAX + " events, were " + commands.size());
        }
        return applied(position, commands, deadLetters)
                .recover(failure -> isDefect(failure)
                        ? singly(position, commands, deadLetters, 0, new ArrayList<>())
                        : Future.failedFuture(failure))
                .toCompletionStage();
    }

    /** Every round leaves out at least one event, so there are at most as many as events. */
    private Future<List<Applied>> applied(Position position, List<Command> commands, DeadLetters deadLetters) {
        return step(position, commands).compose(results -> {
            List<Command> rest = new ArrayList<>();
            List<Future<Applied>> kept = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).result() == Applied.Result.REJECTED) {
                    kept.add(reject(deadLetters, commands.get(i), results.get(i).detail()));
                } else {
                    rest.add(commands.get(i));
                }
            }
            if (kept.isEmpty()) {
                return Future.succeededFuture(results);
            }
            return Future.all(kept)
                    .compose(done -> applied(position, rest, deadLetters))
                    .map(others -> merged(results, others));
        });
    }

    private static Future<Applied> reject(DeadLetters deadLetters, Command command, String detail) {
        return Future.fromCompletionStage(deadLetters.keep(command, detail))
                .map(kept -> new Applied(Applied.Result.REJECTED, detail));
    }

    /** The rejected of the first round, and what became of the others in the next. */
    private static List<Applied> merged(List<Applied> first, List<Applied> others) {
        Iterator<Applied> next = others.iterator();
        return first.stream()
                .map(result -> result.result() == Applied.Result.REJECTED ? result : next.next())
                .toList();
    }

    private Future<List<Applied>> step(Position position, List<Command> commands) {
        Instant now =
                commands.stream().map(Command::now).max(Instant::compareTo).orElseGet(clock::instant);
        return run("apply", input.apply(position, now, commands), 0).map(StepOutput::applied);
    }

    private Future<List<Applied>> singly(
            Position position, List<Command> commands, DeadLetters deadLetters, int index, List<Applied> results) {
        if (index == commands.size()) {
            // Offsets behind the last event (records that were no events) belong to the batch too.
            return step(position, List.of()).map(none -> results);
        }
        Command command = commands.get(index);
        Position one = position == null
                ? null
                : new Position(position.topic(), position.partition(), command.offset(), command.offset() + 1);
        return applied(one, List.of(command), deadLetters)
                .recover(failure -> isDefect(failure)
                        ? reject(deadLetters, command, failure.getMessage()).map(List::of)
                        : Future.failedFuture(failure))
                .compose(result -> {
                    results.add(result.get(0));
                    return singly(position, commands, deadLetters, index + 1, results);
                });
    }

    /** Whether the script itself failed, and not the store around it (away, read-only, out of memory). */
    private static boolean isDefect(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof RedisCommandExecutionException
                && message != null
                && message.contains("user_script:")
                && !message.startsWith("OOM")
                && !message.startsWith("READONLY")
                && !message.startsWith("MISCONF")
                && !message.startsWith("NOREPLICAS");
    }

    @Override
    public CompletionStage<Map<String, Long>> positions() {
        return redis.run(c -> c.hgetall(key("pos")))
                .map(stored -> {
                    Map<String, Long> next = new HashMap<>();
                    stored.forEach((partition, offset) -> next.put(partition, Long.valueOf(offset)));
                    return next;
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<ReservationOutcome> reserve(ReserveCommand command) {
        return run("reserve", input.reserve(command), 0)
                .map(StepOutput::outcome)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<ReservationOutcome> transition(TransitionCommand command) {
        return run("transition", input.transition(command), 0)
                .map(StepOutput::outcome)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Reservation>> reservation(String id) {
        return run("reservation", input.reservation(clock.instant(), id), 0)
                .map(StepOutput::found)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, Availability>> availability(Collection<String> skus) {
        if (skus.size() > SKUS_MAX) {
            throw new IllegalArgumentException("at most " + SKUS_MAX + " SKUs, were " + skus.size());
        }
        Instant now = clock.instant();
        return run("read", input.read(now, skus), 0)
                .map(answer -> new AvailabilityReader(answer.path("skus"), settings, now).read(skus))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> expire(Instant now, int limit) {
        return run("expire", input.expire(now, limit), 0)
                .map(answer -> answer.path("count").asInt())
                .toCompletionStage();
    }

    @Override
    public CompletionStage<List<OutboxItem>> outbox(String afterId, int limit) {
        Range<String> range = afterId == null
                ? Range.unbounded()
                : Range.from(Range.Boundary.excluding(afterId), Range.Boundary.unbounded());
        return redis.run(c -> c.xrange(key("out"), range, Limit.from(limit)))
                .map(messages -> messages.stream()
                        .map(message -> StepOutput.outboxItem(
                                message.getId(), message.getBody().get("j")))
                        .toList())
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> trimOutbox(String id) {
        long number = Long.parseLong(id.substring(0, id.indexOf('-')));
        return redis.run(c -> c.xtrim(key("out"), new XTrimArgs().minId((number + 1) + "-0")))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    @Override
    public CompletionStage<OfferPage> offers(String cursor) {
        ScanCursor from = cursor == null ? ScanCursor.INITIAL : ScanCursor.of(cursor);
        return redis.run(c -> c.hscan(key("of"), from, ScanArgs.Builder.limit(OFFERS_PER_PAGE)))
                .map(RedisStock::page)
                .toCompletionStage();
    }

    private static OfferPage page(MapScanCursor<String, String> scanned) {
        List<OfferState> offers = scanned.getMap().values().stream()
                .map(json -> StepOutput.offer(StepOutput.parse(json)))
                .toList();
        return new OfferPage(offers, scanned.isFinished() ? null : scanned.getCursor());
    }

    private String key(String suffix) {
        return keys[0] + ":" + suffix;
    }

    private Future<JsonNode> run(String entry, String json, int round) {
        return redis.<String>eval(SCRIPT, ScriptOutputType.VALUE, keys, entry, json)
                .compose(text -> {
                    JsonNode answer = StepOutput.parse(text);
                    if (!answer.path("again").asBoolean(false)) {
                        return Future.succeededFuture(answer);
                    }
                    return round < ROUNDS_MAX
                            ? run(entry, json, round + 1)
                            : Future.failedFuture(
                                    new IllegalStateException("holds keep falling due faster than they are swept"));
                });
    }
}
