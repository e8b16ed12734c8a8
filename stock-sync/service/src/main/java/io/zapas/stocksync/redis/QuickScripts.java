package io.zapas.stocksync.redis;

import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.quick.Proposal;
import io.zapas.stocksync.quick.QuickWay;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The quick way's runs of its script. A hold that is over is ended before anything is looked at. Safe on every thread. */
final class QuickScripts implements QuickWay.Scripts {
    private static final byte[] NO = {'n', 'o'};
    private static final byte[] NOTHING = {};
    private static final int SWEEPS_BEFORE_LOOKING = 8;

    private final RedisScript script;
    private final StoreCalls calls;
    private final Handover handover;
    private final Supplier<Future<?>> sweep;

    /** @param sweep ends holds whose time is over */
    QuickScripts(RedisScript script, StoreCalls calls, Handover handover, Supplier<Future<?>> sweep) {
        this.script = script;
        this.calls = calls;
        this.handover = handover;
        this.sweep = sweep;
    }

    @Override
    public Future<List<byte[]>> values(List<String> keys) {
        return calls.values(keys);
    }

    @Override
    public Future<byte[]> look(byte[] input) {
        return look(input, 0);
    }

    private Future<byte[]> look(byte[] input, int sweeps) {
        return calls.run(script, "look", input).compose(answer -> {
            if (!StoreCalls.again(answer)) {
                return Future.succeededFuture(answer);
            }
            return sweeps < SWEEPS_BEFORE_LOOKING
                    ? sweep.get().compose(swept -> look(input, sweeps + 1))
                    : Future.succeededFuture(null);
        });
    }

    @Override
    public Future<QuickWay.Committed> commit(Proposal proposal) {
        boolean here = handover.begins();
        byte[] shown = here ? NOTHING : OutboxReader.packed(proposal.shown());
        Future<QuickWay.Committed> committed = calls.run(script, "commit", proposal.ground(), proposal.decided(), shown)
                .map(answer -> {
                    if (Arrays.equals(answer, NO)) {
                        return null;
                    }
                    CommitAnswer made = CommitAnswer.read(answer, proposal);
                    if (here) {
                        handover.offer(made.item());
                    }
                    return new QuickWay.Committed(made.item().id(), made.clock(), made.heard());
                });
        return here ? committed.onComplete(done -> handover.ended()) : committed;
    }
}
