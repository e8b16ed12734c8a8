package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.StockSettings;
import io.zapas.stocksync.quick.QuickWay;
import io.zapas.stocksync.quick.QuickWay.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
 * <p>Levels and holds of plain SKUs take the quick way, decided here and carried out by a script run that checks what they were decided upon; all else is the script's.
 *
 * <p>Requests that come in while others are under way go together, as one run; each is decided by itself.
 *
 * <p>When the script rejects an event, or fails over it (a defect, which must not stop a partition), nothing of it has happened and the position stands in
 * front of it: the dead letters get it, then those behind it are applied.
 */
public final class RedisStock implements Stock {
    private static final int EVENTS_MAX = 500;
    private static final int SKUS_MAX = 1_000;
    private static final int OFFERS_PER_PAGE = 500;
    private static final int ROUNDS_MAX = 100_000;
    private static final int SWEEP_MAX = 256;
    /** Requests that go together. */
    private static final int REQUESTS_MAX = 128;
    /** Calls with holds that are under way at once: the next is decided, as if the one before had been taken, while Redis works at that. */
    private static final int HOLDS_IN_FLIGHT = 4;
    /**
     * A call costs some 0.3 ms of all programs together, from the script to the journal, whatever it holds: with a pause, 4,000 holds a second take a fifth of a core less, and half of them wait
     * 0.7 ms longer (PERFORMANCE.md).
     */
    private static final Duration HOLDS_PAUSE = Duration.ofMillis(1);
    /** More in one call would gain little. */
    private static final int HOLDS_ENOUGH = 32;
    /** Calls with levels that are under way at once, one of each partition by default: some are decided while Redis works at others. */
    private static final int LEVELS_IN_FLIGHT = 4;

    static final RedisScript SCRIPT = RedisScript.of(
            RedisStock.class,
            "stock",
            "10-work.lua",
            "15-record.lua",
            "20-stock.lua",
            "25-lots.lua",
            "30-available.lua",
            "32-preorder.lua",
            "35-step.lua",
            "40-sale.lua",
            "41-places.lua",
            "42-judge.lua",
            "43-effects.lua",
            "44-view.lua",
            "45-settle.lua",
            "46-document.lua",
            "48-commit.lua",
            "50-events.lua",
            "52-reserve.lua",
            "54-transition.lua",
            "56-freshness.lua",
            "58-explain.lua",
            "60-entry.lua");

    static final RedisScript QUICK = RedisScript.of(RedisStock.class, "quick", "10-work.lua", "carry.lua", "quick.lua");

    private final RedisScript script;
    private final RedisAccess redis;
    private final InstantSource clock;
    private final StepInput input;
    private final AvailabilityReader documents;
    private final String prefix;
    private final Bundler<ReserveCommand, ReservationOutcome> reserves;
    private final Bundler<TransitionCommand, ReservationOutcome> transitions;
    private final Bundler<Batch, Future<List<Applied>>> levels;
    private final StoreCalls calls;
    private final QuickWay quick;
    private final RedisOutbox outbox;

    public RedisStock(RedisAccess redis, InstantSource clock, StockSettings settings) {
        this(SCRIPT, QUICK, redis, clock, settings);
    }

    /**
     * Tests run altered scripts, to see that their assertions notice.
     *
     * @param quick null: the script decides everything
     */
    RedisStock(RedisScript script, RedisScript quick, RedisAccess redis, InstantSource clock, StockSettings settings) {
        this.script = script;
        this.calls = new StoreCalls(redis, redis.key("stock"));
        this.redis = redis;
        this.clock = clock;
        this.input = new StepInput(settings);
        this.documents = new AvailabilityReader(settings);
        this.prefix = redis.key("stock");
        this.outbox = new RedisOutbox(redis, prefix, clock, documents, this::changedByScript);
        this.quick = quick == null
                ? null
                : new QuickWay(
                        new QuickScripts(
                                quick,
                                calls,
                                outbox.handover(),
                                () -> run("expire", input.expire(clock.instant(), SWEEP_MAX))),
                        prefix + ":",
                        settings);
        this.reserves =
                new Bundler<>(HOLDS_IN_FLIGHT, HOLDS_PAUSE, HOLDS_ENOUGH, REQUESTS_MAX, command -> 1, this::reserved);
        this.transitions = new Bundler<>(
                2,
                Duration.ZERO,
                1,
                REQUESTS_MAX,
                command -> 1,
                commands -> outcomes(run("transition", input.transition(commands))));
        this.levels = new Bundler<>(
                LEVELS_IN_FLIGHT,
                Duration.ZERO,
                1,
                EVENTS_MAX,
                batch -> batch.commands().size(),
                this::leveled);
    }

    /** Told whenever a call was refused because the store is not the one it was. Any thread. */
    public void onLost(Runnable listener) {
        calls.onLost(listener);
    }

    /** Told whenever a call got no answer. Any thread. */
    public void onAway(Runnable listener) {
        calls.onAway(listener);
    }

    private static Future<List<ReservationOutcome>> outcomes(Future<JsonNode> answer) {
        return answer.map(node -> StepOutput.list(node.path("results"), StepOutput::outcome));
    }

    @Override
    public CompletionStage<List<Applied>> apply(Position position, List<Command> commands, DeadLetters deadLetters) {
        if (commands.size() > EVENTS_MAX) {
            throw new IllegalArgumentException("at most " + EVENTS_MAX + " events, were " + commands.size());
        }
        if (quick == null || commands.isEmpty()) {
            return applied(position, commands, deadLetters, new ArrayList<>()).toCompletionStage();
        }
        return levels.ask(new Batch(position, commands))
                .compose(taken -> taken)
                .compose(taken -> {
                    List<Command> left = left(commands, taken);
                    return left.isEmpty()
                            ? Future.succeededFuture(taken)
                            : applied(position, left, deadLetters, new ArrayList<>())
                                    .map(results -> merged(taken, results));
                })
                .toCompletionStage();
    }

    /**
     * Batches of several partitions at once: where few events come from each, one by one would cost more than the levels do. What came of each batch is
     * a future of its own: none fails because of another.
     */
    private Future<List<Future<List<Applied>>>> leveled(List<Batch> batches) {
        Batch first = batches.get(0);
        if (batches.stream().anyMatch(batch -> epoch(batch) != epoch(first))) {
            return alone(batches);
        }
        return quick.levels(() -> input.header(first.position()), batches)
                .map(taken -> taken.stream().map(Future::succeededFuture).toList())
                .recover(cause -> batches.size() == 1 ? Future.failedFuture(cause) : alone(batches));
    }

    private Future<List<Future<List<Applied>>>> alone(List<Batch> batches) {
        List<Future<List<Applied>>> each = new ArrayList<>(batches.size());
        for (Batch batch : batches) {
            each.add(quick.levels(() -> input.header(batch.position()), List.of(batch))
                    .map(taken -> taken.get(0)));
        }
        return Future.join(each).transform(done -> Future.succeededFuture(each));
    }

    /** Of the store the batch was read for; 0: of none in particular. */
    private static long epoch(Batch batch) {
        return batch.position() == null ? 0 : batch.position().epoch();
    }

    private static <Q, R> List<Q> left(List<Q> commands, List<R> taken) {
        List<Q> left = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            if (taken.get(i) == null) {
                left.add(commands.get(i));
            }
        }
        return left;
    }

    private static <R> List<R> merged(List<R> taken, List<R> others) {
        List<R> all = new ArrayList<>(taken.size());
        int next = 0;
        for (R result : taken) {
            all.add(result != null ? result : others.get(next++));
        }
        return all;
    }

    private Future<List<ReservationOutcome>> reserved(List<ReserveCommand> commands) {
        if (quick == null) {
            return outcomes(run("reserve", input.reserve(commands)));
        }
        return quick.holds(() -> input.header(null), commands).compose(taken -> {
            List<ReserveCommand> left = left(commands, taken);
            return left.isEmpty()
                    ? Future.succeededFuture(taken)
                    : outcomes(run("reserve", input.reserve(left))).map(others -> merged(taken, others));
        });
    }

    /**
     * Every round gets past at least one event, so there are at most as many rounds as events, and one. A round ends early at an event that is rejected,
     * or when what was changed fills a journal record.
     */
    private Future<List<Applied>> applied(
            Position position, List<Command> commands, DeadLetters deadLetters, List<Applied> results) {
        Instant now =
                commands.stream().map(Command::now).max(Instant::compareTo).orElseGet(clock::instant);
        return run("apply", input.apply(position, now, commands))
                .map(StepOutput::applied)
                .compose(round -> {
                    results.addAll(round);
                    Applied last = round.isEmpty() ? null : round.get(round.size() - 1);
                    boolean rejected = last != null && last.result() == Applied.Result.REJECTED;
                    if (!rejected && round.size() == commands.size()) {
                        return Future.succeededFuture(results);
                    }
                    Future<Void> kept = rejected
                            ? Future.fromCompletionStage(
                                    deadLetters.keep(commands.get(round.size() - 1), last.detail()))
                            : Future.succeededFuture();
                    List<Command> rest = commands.subList(round.size(), commands.size());
                    return kept.compose(done -> applied(position, rest, deadLetters, results));
                });
    }

    @Override
    public CompletionStage<Positions> positions() {
        return run("positions", input.positions(clock.instant()))
                .map(answer -> {
                    Map<String, Long> next = new HashMap<>();
                    answer.path("next")
                            .properties()
                            .forEach(partition -> next.put(
                                    partition.getKey(),
                                    Long.valueOf(partition.getValue().textValue())));
                    return new Positions(answer.path("epoch").asLong(), next);
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<ReservationOutcome> reserve(ReserveCommand command) {
        return reserves.ask(command).toCompletionStage();
    }

    @Override
    public CompletionStage<ReservationOutcome> transition(TransitionCommand command) {
        return transitions.ask(command).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Reservation>> reservation(String id) {
        return run("reservation", input.reservation(clock.instant(), id))
                .map(StepOutput::found)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, ShownAvailability>> availability(Collection<String> skus) {
        if (skus.size() > SKUS_MAX) {
            throw new IllegalArgumentException("at most " + SKUS_MAX + " SKUs, were " + skus.size());
        }
        Instant now = clock.instant();
        return answer("read", input.read(now, skus), 0)
                .map(answer -> documents.read(answer, now))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> expire(Instant now, int limit) {
        return run("expire", input.expire(now, limit))
                .map(answer -> answer.path("count").asInt())
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, Instant>> heard() {
        return redis.run(c -> c.hgetall(key("src")))
                .map(stored -> {
                    Map<String, Instant> heard = new HashMap<>();
                    stored.forEach((source, at) -> heard.put(source, Instant.ofEpochMilli(Long.parseLong(at))));
                    return heard;
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Boolean> rulesChanged() {
        return run("rules", input.positions(clock.instant()))
                .map(answer -> !input.rules().equals(StepOutput.text(answer, "rules")))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Freshened> freshen(Map<String, Long> silent, boolean rulesChanged, String cursor) {
        return run("freshen", input.freshen(clock.instant(), silent, rulesChanged, cursor == null ? "0" : cursor))
                .map(answer -> new Freshened(
                        "0".equals(answer.path("cursor").asText())
                                ? null
                                : answer.path("cursor").asText(),
                        answer.path("changed").asInt()))
                .toCompletionStage();
    }

    @Override
    public void adopt(long epoch, long number) {
        if (input.expect(epoch, number)) {
            outbox.handover().clear();
            if (quick != null) {
                quick.forget();
            }
        }
    }

    @Override
    public CompletionStage<Mark> mark() {
        return outbox.mark().toCompletionStage();
    }

    @Override
    public CompletionStage<List<OutboxItem>> outbox(String afterId, int limit) {
        return outbox.after(afterId, limit).toCompletionStage();
    }

    @Override
    public CompletionStage<Void> trimOutbox(String id) {
        return outbox.trim(id).toCompletionStage();
    }

    @Override
    public CompletionStage<Void> trimRelayed(OutboxItem newest) {
        return outbox.trimRelayed(newest).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Evidence>> explain(String sku, String channel) {
        return run("explain", input.explain(clock.instant(), sku, channel))
                .map(EvidenceReader::read)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<List<LedgerEntry>> trail(String sku) {
        return redis.runBytes(c -> c.hvals(key("t:" + sku)))
                .map(packed -> packed.stream()
                        .map(RedisStock::entry)
                        .sorted(Comparator.comparingLong(LedgerEntry::seq))
                        .toList())
                .toCompletionStage();
    }

    private static LedgerEntry entry(byte[] packed) {
        try {
            return OutboxReader.entry(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<OfferPage> offers(String cursor) {
        ScanCursor from = cursor == null ? ScanCursor.INITIAL : ScanCursor.of(cursor);
        return redis.runBytes(c -> c.hscan(key("of"), from, ScanArgs.Builder.limit(OFFERS_PER_PAGE)))
                .map(RedisStock::page)
                .toCompletionStage();
    }

    private static OfferPage page(MapScanCursor<String, byte[]> scanned) {
        List<OfferState> offers = scanned.getMap().values().stream()
                .map(packed -> StepOutput.offer(Packed.tree(packed)))
                .toList();
        return new OfferPage(offers, scanned.isFinished() ? null : scanned.getCursor());
    }

    /** What the script did: what is remembered of these SKUs is out of date. What another instance decided shows when something is built upon it. */
    private void changedByScript(OutboxItem item) {
        if (quick != null && !OutboxReader.isDecided(item.record())) {
            item.changes().forEach(change -> quick.forget(change.touched()));
        }
    }

    private String key(String suffix) {
        return prefix + ":" + suffix;
    }

    private Future<JsonNode> run(String entry, byte[] packed) {
        return answer(entry, packed, 0).map(Packed::tree);
    }

    private Future<byte[]> answer(String entry, byte[] packed, int round) {
        return calls.run(script, entry, packed).compose(bytes -> {
            if (!StoreCalls.again(bytes)) {
                return Future.succeededFuture(bytes);
            }
            return round < ROUNDS_MAX
                    ? answer(entry, packed, round + 1)
                    : Future.failedFuture(
                            new IllegalStateException("holds keep falling due faster than they are swept"));
        });
    }
}
