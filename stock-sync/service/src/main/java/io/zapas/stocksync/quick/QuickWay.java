package io.zapas.stocksync.quick;

import io.vertx.core.Future;
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
import java.util.function.Supplier;

/**
 * Decides what is plain, and leaves the rest. One look at the store, decisions, one commit; when what they were made from has changed in between, all
 * of it again, {@value #ATTEMPTS} times in all. Holds do not look, the first time, at SKUs that are remembered as the last hold left them: that saves the buyer a round
 * trip. Levels do: so many SKUs would have to be remembered that the garbage collector's work would exceed what is saved. What it answers for has happened, all of it or nothing; what it leaves has not. Safe on every thread.
 */
public final class QuickWay {
    private static final int ATTEMPTS = 3;
    /** How long what is known of clock and sources is good without a look, and how long nothing is remembered after it was of no use. */
    private static final long TRUSTED_NANOS = 1_000_000_000L;
    /** Of SKUs held lately, as the store keeps them. */
    private static final long MAX_REMEMBERED_BYTES = 32L << 20;

    private final Scripts scripts;
    private final String prefix;
    private final StockSettings settings;
    private final Selling selling;
    private final Levels levels;
    private final Holds holds;
    private final Remembered remembered = new Remembered(MAX_REMEMBERED_BYTES);
    private volatile Seen seen = new Seen(0, Map.of(), Long.MIN_VALUE);
    private volatile Long usedInVain;

    /** Clock of the store and when each source was heard last, as of a moment (nanoseconds). */
    private record Seen(long clock, Map<String, Long> heard, long at) {}

    /** The two script runs. They fail as every call of the stock does. */
    public interface Scripts {
        /** Null: holds keep falling due, nothing was read. */
        Future<byte[]> look(byte[] input);

        /**
         * Null: something changed meanwhile, nothing was written.
         *
         * @param ground what must still stand
         * @param decided what is carried out then
         * @param shown what is shown of the SKUs it changes
         */
        Future<Committed> commit(byte[] ground, byte[] decided, byte[] shown);
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
        this.levels = new Levels(prefix, selling);
        this.holds = new Holds(prefix, settings, selling);
    }

    /** The store is another one. */
    public void forget() {
        remembered.clear();
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

    private <R> Future<List<R>> decide(Supplier<Header> header, Task<R> task, int attempt) {
        boolean remembers = task.remembers() && attempt == 1 && !isInVain();
        Future<Ground> looked =
                remembers ? knownGround(header, task) : look(header, task.now(), task.skus(), task.names());
        return looked.compose(ground -> {
            if (ground == null) {
                return Future.succeededFuture(task.left());
            }
            Draft draft = new Draft(prefix, ground.now, selling, ground.heard);
            List<R> results = task.decide(ground, draft);
            if (remembers && !task.proven(results)) {
                return decide(header, task, attempt + 1);
            }
            if (!task.writes(results)) {
                return Future.succeededFuture(results);
            }
            return commit(header.get(), ground, draft, task, results).compose(id -> {
                if (id != null) {
                    return Future.succeededFuture(task.done(results, id));
                }
                if (remembers) {
                    usedInVain = System.nanoTime();
                }
                return attempt < ATTEMPTS ? decide(header, task, attempt + 1) : Future.succeededFuture(task.left());
            });
        });
    }

    /** Somebody else changed what was remembered here a moment ago, and is likely to go on. */
    private boolean isInVain() {
        Long last = usedInVain;
        return last != null && System.nanoTime() - last < TRUSTED_NANOS;
    }

    /** Looks only at what is not remembered. That the names are absent shows when it is written. */
    private <R> Future<Ground> knownGround(Supplier<Header> header, Task<R> task) {
        Set<String> skus = task.skus();
        Seen last = seen;
        Ground known = new Ground(prefix, Math.max(task.now().toEpochMilli(), last.clock()), last.heard());
        remembered.take(skus, known);
        if (skus.isEmpty() && last.at() != Long.MIN_VALUE && System.nanoTime() - last.at() < TRUSTED_NANOS) {
            return Future.succeededFuture(known);
        }
        return look(header, task.now(), skus, task.names()).map(ground -> {
            if (ground != null) {
                ground.add(known);
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
        Collection<PlainSku> skus = ground.all();
        Draft.Packed packed = draft.pack(
                header,
                skus,
                task.positions(results),
                settings.idempotencyRetention().toMillis());
        return scripts.commit(packed.ground(), packed.decided(), packed.shown()).map(committed -> {
            if (committed == null) {
                return null;
            }
            seen = new Seen(committed.clock(), committed.heard(), System.nanoTime());
            List<PlainSku> written = new ArrayList<>(skus.size());
            for (PlainSku sku : skus) {
                if (sku.touched()) {
                    sku.taken();
                    if (ground.decides(sku)) {
                        written.add(sku);
                    }
                }
            }
            if (task.remembers()) {
                remembered.keep(written);
            } else {
                remembered.drop(skus);
            }
            return committed.outboxId();
        });
    }
}
