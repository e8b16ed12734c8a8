package io.zapas.stocksync.quick;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Decides what is plain, and leaves the rest. A look at the SKUs, decisions, one commit; when what they were made from has changed in between, all
 * of it again, {@value #ATTEMPTS} times in all. The first time only SKUs are looked at, and those decided about lately are remembered as the last decision left them, or will leave them
 * once the store has taken it: that saves a round trip, and store and process work at the same time. What it answers for has happened, all of it or nothing; what it leaves has not. Safe on every thread.
 */
public final class QuickWay {
    private static final int ATTEMPTS = 3;
    private static final int MANY_IN_VAIN = 3;
    /** How long what is known of clock and sources is good without a look, and how long everything is looked at after that was in vain. */
    private static final long TRUSTED_NANOS = 1_000_000_000L;
    /** Of SKUs, as the store keeps them. */
    private static final long MAX_REMEMBERED_BYTES = 96L << 20;

    private final Scripts scripts;
    private final String prefix;
    private final StockSettings settings;
    private final Selling selling;
    private final PlainDocuments documents;
    private final Levels levels;
    private final Holds holds;
    private final Remembered remembered = new Remembered(MAX_REMEMBERED_BYTES);
    /** Completes when the newest of those that take turns lets the next one begin. */
    private Future<Void> turn = Future.succeededFuture();

    private volatile Seen seen = new Seen(0, Map.of(), null);
    /** How often in a row trust was in vain, and when it was last (nanoseconds; null: never). */
    private final AtomicInteger inVain = new AtomicInteger();

    private volatile Long inVainLast;

    /** Clock of the store and when each source was heard last, as of a moment (nanoseconds; null: not known). */
    private record Seen(long clock, Map<String, Long> heard, Long at) {}

    /** Calls of the store, which answers them in their order. They fail as every call of the stock does. */
    public interface Scripts {
        /** Of these keys, null where there is none. */
        Future<List<byte[]>> values(List<String> keys);

        /** Null: holds keep falling due, nothing was read. */
        Future<byte[]> look(byte[] input);

        /** Null: something changed meanwhile, nothing was written. */
        Future<Committed> commit(Proposal proposal);
    }

    /**
     * @param outboxId of the item that tells of it
     * @param clock of the store, epoch milliseconds
     * @param heard when each source was heard last
     */
    public record Committed(String outboxId, long clock, Map<String, Long> heard) {}

    /** @param prefix of all keys */
    public QuickWay(Scripts scripts, String prefix, StockSettings settings) {
        this.scripts = scripts;
        this.prefix = prefix;
        this.settings = settings;
        this.selling = new Selling(settings);
        this.documents = new PlainDocuments(settings, selling);
        this.levels = new Levels(prefix, selling);
        this.holds = new Holds(prefix, settings, selling);
    }

    /** The store is another one. */
    public void forget() {
        remembered.clear();
    }

    /** Somebody else changed these SKUs. That would show when something is built upon what is remembered of them; sooner is cheaper. */
    public void forget(Collection<String> skus) {
        remembered.drop(skus);
    }

    /**
     * What one partition brought, or somebody else.
     *
     * @param position null: not from Kafka
     * @param commands in their order, at least one
     */
    public record Batch(Position position, List<Command> commands) {}

    /**
     * What came of each event of each batch, null for those left: these must be applied next, with the position. With none of a batch left its position is
     * written too.
     *
     * @param batches at most one of each partition
     */
    public Future<List<List<Applied>>> levels(Supplier<Header> header, List<Batch> batches) {
        LevelsTask task = new LevelsTask(levels, batches);
        return batches.stream().anyMatch(LevelsTask::fits)
                ? decide(header, task, 1)
                : Future.succeededFuture(task.left());
    }

    /** What came of each request, null for those left. */
    public Future<List<ReservationOutcome>> holds(Supplier<Header> header, List<ReserveCommand> commands) {
        return decide(header, new HoldsTask(holds, commands), 1);
    }

    /**
     * Those that build upon one another take turns: the next one looks, or remembers, when the commit of the one before is on its way. Two that looked at one
     * SKU at the same time would refuse each other for ever.
     */
    private <R> Future<List<R>> decide(Supplier<Header> header, Task<R> task, int attempt) {
        Promise<Void> mine = Promise.promise();
        Future<Void> before;
        synchronized (this) {
            before = turn;
            turn = mine.future();
        }
        return before.compose(begins -> decide(header, task, attempt, mine::tryComplete))
                .onComplete(done -> mine.tryComplete());
    }

    /** @param onSent told when what comes next may build upon it */
    private <R> Future<List<R>> decide(Supplier<Header> header, Task<R> task, int attempt, Runnable onSent) {
        Seen last = seen;
        // Once in a while two calls look at one SKU at the same time; again and again is somebody else who changes what
        // is changed here.
        boolean others = inVain.get() >= MANY_IN_VAIN && isWithin(inVainLast);
        boolean trusts = attempt == 1 && !others && isWithin(last.at());
        Future<Ground> looked =
                trusts ? trustedGround(last, task) : look(header, task.now(), task.skus(), task.names());
        return looked.compose(ground -> {
            if (ground == null) {
                return Future.succeededFuture(task.left());
            }
            Draft draft = new Draft(prefix, ground.now, selling, documents, ground.heard);
            List<R> results = task.decide(ground, draft);
            if (trusts && !task.proven(results)) {
                return decide(header, task, attempt + 1, onSent);
            }
            if (!task.writes(results)) {
                return Future.succeededFuture(results);
            }
            Future<String> committing = commit(header.get(), ground, draft, task, results);
            onSent.run();
            return committing.compose(id -> {
                if (id != null) {
                    if (trusts) {
                        inVain.set(0);
                    }
                    return Future.succeededFuture(task.done(results, id));
                }
                if (trusts) {
                    inVain.incrementAndGet();
                    inVainLast = System.nanoTime();
                }
                return attempt < ATTEMPTS ? decide(header, task, attempt + 1) : Future.succeededFuture(task.left());
            });
        });
    }

    private static boolean isWithin(Long moment) {
        return moment != null && System.nanoTime() - moment < TRUSTED_NANOS;
    }

    /** Looks only at SKUs that are not remembered. That the rest is as supposed (no hold is over, the names are absent) shows when it is written. */
    private <R> Future<Ground> trustedGround(Seen last, Task<R> task) {
        List<String> unknown = new ArrayList<>(task.skus());
        Ground ground = new Ground(prefix, Math.max(task.now().toEpochMilli(), last.clock()), last.heard());
        remembered.take(unknown, ground);
        if (unknown.isEmpty()) {
            return Future.succeededFuture(ground);
        }
        return scripts.values(unknown.stream().map(sku -> prefix + "s:" + sku).toList())
                .map(values -> {
                    for (int i = 0; i < values.size(); i++) {
                        if (values.get(i) != null) {
                            ground.add(unknown.get(i), values.get(i));
                        }
                    }
                    return ground;
                });
    }

    private Future<Ground> look(Supplier<Header> header, Instant now, Set<String> skus, Set<String> names) {
        List<String> keys = new ArrayList<>(skus.size() + names.size());
        keys.addAll(names);
        skus.forEach(sku -> keys.add(prefix + "s:" + sku));
        byte[] input = new Packing().bytes(out -> {
            out.packMapHeader(Header.FIELDS + 1);
            header.get().write(out, now.toEpochMilli());
            out.packString("keys").packArrayHeader(keys.size());
            for (String key : keys) {
                out.packString(key);
            }
        });
        return scripts.look(input).map(answer -> answer == null ? null : Ground.read(prefix, keys, answer));
    }

    /** Id of the outbox item; null: something changed meanwhile, nothing was written. */
    private <R> Future<String> commit(Header header, Ground ground, Draft draft, Task<R> task, List<R> results) {
        List<PlainSku> written = ground.all().stream().filter(PlainSku::touched).toList();
        Proposal proposal = draft.propose(
                header,
                written,
                task.positions(results),
                settings.idempotencyRetention().toMillis());
        Future<Committed> committing = scripts.commit(proposal);
        // What is decided next comes to the store after this: it may as well be founded on it.
        remembered.keep(written.stream().filter(ground::decides).toList(), task.crowdsOut());
        remembered.drop(
                names(written.stream().filter(sku -> !ground.decides(sku)).toList()));
        return committing
                .onComplete(done -> {
                    if (done.failed() || done.result() == null) {
                        remembered.drop(names(written));
                    } else {
                        seen = new Seen(done.result().clock(), done.result().heard(), System.nanoTime());
                    }
                })
                .map(committed -> committed == null ? null : committed.outboxId());
    }

    private static List<String> names(List<PlainSku> skus) {
        return skus.stream().map(sku -> sku.name).toList();
    }
}
