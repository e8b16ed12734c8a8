package io.zapas.bench.bare;

import io.zapas.bench.bare.LevelBatch.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What is done with levels, from nearly nothing to the least that keeps the invariants of a level. Confined to one thread. */
abstract sealed class LevelWork {
    private static final long ANSWER_SECONDS = 10;

    private final List<CompletableFuture<Void>> written = new ArrayList<>();
    private long applied;

    /** Sends a batch to Redis and completes with its answer. */
    abstract CompletionStage<List<String>> send(LevelBatch batch);

    /** Redis answered. */
    abstract void answered(LevelBatch batch, List<String> answer);

    /** Levels that had an effect. */
    final long applied() {
        return applied;
    }

    /** Waits until Kafka has everything. */
    final void finish() throws Exception {
        for (CompletableFuture<Void> record : written) {
            record.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
        written.clear();
    }

    final void applied(int levels) {
        applied += levels;
    }

    final void record(BareLedger ledger, Level level, String id, long before) {
        written.add(
                ledger.entry(level.sku(), "LEVEL", id, before, level.quantity()).toCompletableFuture());
        written.add(ledger.availability(level.sku(), level.quantity()).toCompletableFuture());
    }

    /** The ceiling: one script that only sets the values; if asked for, with the two records of every level that the contract asks for, beside the script. */
    static final class Values extends LevelWork {
        private final BareRedis redis;
        private final BareLedger ledger;

        /** @param ledger null: no records */
        Values(BareRedis redis, BareLedger ledger) {
            this.redis = redis;
            this.ledger = ledger;
        }

        @Override
        CompletionStage<List<String>> send(LevelBatch batch) {
            CompletionStage<List<String>> answer = setAll(redis, batch);
            for (Level level : ledger == null ? List.<Level>of() : batch.levels()) {
                record(ledger, level, BareRedis.stockKey(level.sku()), level.quantity());
            }
            return answer;
        }

        @Override
        void answered(LevelBatch batch, List<String> answer) {
            applied(batch.size());
        }
    }

    /**
     * The records, and what makes them true: the script compares each level with its SKU's newest, keeps level, watermark, position and outbox together, and answers what was there before; the records follow
     * from that.
     */
    static final class Checked extends LevelWork {
        private final BareRedis redis;
        private final BareLedger ledger;

        Checked(BareRedis redis, BareLedger ledger) {
            this.redis = redis;
            this.ledger = ledger;
        }

        @Override
        CompletionStage<List<String>> send(LevelBatch batch) {
            return redis.levels(batch);
        }

        @Override
        void answered(LevelBatch batch, List<String> answer) {
            int stale = 0;
            for (int i = 0; i < answer.size(); i++) {
                Level level = batch.levels().get(i);
                String before = answer.get(i);
                if (BareRedis.STALE.equals(before)) {
                    stale++;
                } else {
                    record(ledger, level, level.id(), before == null ? 0 : BareRedis.quantity(before));
                }
            }
            applied(batch.size() - stale);
        }
    }

    private static CompletionStage<List<String>> setAll(BareRedis redis, LevelBatch batch) {
        String[] keys = new String[batch.size()];
        String[] values = new String[batch.size()];
        for (int i = 0; i < keys.length; i++) {
            Level level = batch.levels().get(i);
            keys[i] = BareRedis.stockKey(level.sku());
            values[i] = Long.toString(level.quantity());
        }
        return redis.setAll(keys, values).thenApply(done -> List.of());
    }
}
