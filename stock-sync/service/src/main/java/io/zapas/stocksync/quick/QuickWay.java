package io.zapas.stocksync.quick;

import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.StockSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * Decides what is plain, and leaves the rest. One look at the store, decisions, one commit; when what they were made from has changed in between, all
 * of it again, {@value #ATTEMPTS} times in all. What it answers for has happened, all of it or nothing; what it leaves has not.
 * Safe on every thread.
 */
public final class QuickWay {
    private static final int ATTEMPTS = 3;
    private static final byte[] NO = "no".getBytes(StandardCharsets.US_ASCII);

    private final Scripts scripts;
    private final String prefix;
    private final StockSettings settings;
    private final Selling selling;
    private final Levels levels;
    private final Holds holds;

    /** The two script runs. They fail as every call of the stock does. */
    public interface Scripts {
        /** Null: holds keep falling due, nothing was read. */
        Future<byte[]> look(byte[] input);

        /** Id of the outbox item, or {@code no}. */
        Future<byte[]> commit(byte[] input);
    }

    /** @param prefix of all keys */
    public QuickWay(Scripts scripts, String prefix, StockSettings settings) {
        this.scripts = scripts;
        this.prefix = prefix;
        this.settings = settings;
        this.selling = new Selling(settings);
        this.levels = new Levels(prefix, selling);
        this.holds = new Holds(prefix, settings, selling);
    }

    /**
     * What came of each event, null for those left: these must be applied next, with the position. With none left the position is written too.
     *
     * @param position of the batch; may be null
     */
    public Future<List<Applied>> levels(Supplier<Header> header, Position position, List<Command> commands) {
        List<Command> fit = commands.stream().filter(Levels::fits).toList();
        if (fit.isEmpty()) {
            return Future.succeededFuture(left(commands));
        }
        return levels(header, position, commands, fit, 1);
    }

    private Future<List<Applied>> levels(
            Supplier<Header> header, Position position, List<Command> commands, List<Command> fit, int attempt) {
        long now = fit.stream()
                .mapToLong(command -> command.now().toEpochMilli())
                .max()
                .orElseThrow();
        return look(header.get(), now, levels.keys(fit)).compose(ground -> {
            if (ground == null) {
                return Future.succeededFuture(left(commands));
            }
            Draft draft = new Draft(prefix, ground.now, selling, ground.heard);
            List<Applied> results = new ArrayList<>(commands.size());
            boolean any = false;
            boolean all = true;
            for (Command command : commands) {
                boolean decided = levels.decide(command, ground, draft);
                results.add(decided ? new Applied(Applied.Result.APPLIED, null) : null);
                any |= decided;
                all &= decided;
            }
            if (!any) {
                return Future.succeededFuture(results);
            }
            return commit(header.get(), ground, draft, position, all).compose(id -> {
                if (id != null) {
                    return Future.succeededFuture(results);
                }
                return attempt < ATTEMPTS
                        ? levels(header, position, commands, fit, attempt + 1)
                        : Future.succeededFuture(left(commands));
            });
        });
    }

    /** What came of each request, null for those left. */
    public Future<List<ReservationOutcome>> holds(Supplier<Header> header, List<ReserveCommand> commands) {
        return holds(header, commands, 1);
    }

    private Future<List<ReservationOutcome>> holds(
            Supplier<Header> header, List<ReserveCommand> commands, int attempt) {
        long now = commands.stream()
                .mapToLong(command -> command.now().toEpochMilli())
                .max()
                .orElseThrow();
        return look(header.get(), now, holds.keys(commands)).compose(ground -> {
            if (ground == null) {
                return Future.succeededFuture(left(commands));
            }
            Draft draft = new Draft(prefix, ground.now, selling, ground.heard);
            List<ReservationOutcome> outcomes = new ArrayList<>(commands.size());
            boolean held = false;
            for (ReserveCommand command : commands) {
                ReservationOutcome outcome = holds.decide(command, ground, draft);
                outcomes.add(outcome);
                held |= outcome instanceof ReservationOutcome.Done;
            }
            if (!held) {
                return Future.succeededFuture(outcomes);
            }
            return commit(header.get(), ground, draft, null, false).compose(id -> {
                if (id != null) {
                    outcomes.replaceAll(outcome -> outcome instanceof ReservationOutcome.Done done
                            ? new ReservationOutcome.Done(done.reservation(), false, id)
                            : outcome);
                    return Future.succeededFuture(outcomes);
                }
                return attempt < ATTEMPTS
                        ? holds(header, commands, attempt + 1)
                        : Future.succeededFuture(left(commands));
            });
        });
    }

    private static <T> List<T> left(Collection<?> commands) {
        return Collections.nCopies(commands.size(), null);
    }

    private Future<Ground> look(Header header, long now, Collection<String> wanted) {
        List<String> keys = List.copyOf(wanted);
        byte[] input = new Packing().bytes(out -> {
            out.packMapHeader(Header.FIELDS + 1);
            header.write(out, now);
            out.packString("keys").packArrayHeader(keys.size());
            for (String key : keys) {
                out.packString(key);
            }
        });
        return scripts.look(input).map(answer -> answer == null ? null : Ground.read(prefix, keys, answer));
    }

    /** Id of the outbox item; null: something changed meanwhile, nothing was written. */
    private Future<String> commit(Header header, Ground ground, Draft draft, Position position, boolean advances) {
        List<PlainSku> skus =
                StreamSupport.stream(ground.all().spliterator(), false).toList();
        byte[] input = draft.commit(
                header,
                skus,
                position,
                advances,
                settings.idempotencyRetention().toMillis());
        return scripts.commit(input)
                .map(answer -> Arrays.equals(answer, NO) ? null : new String(answer, StandardCharsets.US_ASCII));
    }
}
