package io.zapas.bench.losses;

import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.SuiteProcess;
import java.util.Random;

/** Something that happens to a service. */
public enum Blow {
    FLUSH("Redis loses everything") {
        @Override
        void strike(SuiteProcess suite, Random random) {
            suite.redis().flushAll();
        }
    },
    FLUSH_TWICE("Redis loses everything, and again while it is rebuilt") {
        @Override
        void strike(SuiteProcess suite, Random random) {
            suite.redis().flushAll();
            Pauses.millis(random.nextInt(REBUILD_MILLIS));
            suite.redis().flushAll();
        }
    },
    FREEZE_REDIS("Redis frozen for up to 9 s") {
        @Override
        void strike(SuiteProcess suite, Random random) throws Exception {
            suite.freezeRedis(frozenMillis(random));
        }
    },
    FREEZE_REDIS_FLUSH("Redis frozen for up to 9 s, then empty") {
        @Override
        void strike(SuiteProcess suite, Random random) throws Exception {
            suite.freezeRedis(frozenMillis(random));
            suite.redis().flushAll();
        }
    },
    FREEZE_BROKER("Kafka frozen for up to 9 s") {
        @Override
        void strike(SuiteProcess suite, Random random) throws Exception {
            suite.freezeBroker(frozenMillis(random));
        }
    },
    KILL("service killed (-9) and started again") {
        @Override
        void strike(SuiteProcess suite, Random random) throws Exception {
            suite.kill();
        }

        @Override
        void mend(SuiteProcess suite) throws Exception {
            suite.startAgain();
        }
    },
    KILL_FLUSH("service killed (-9) and Redis empty at the same moment") {
        @Override
        void strike(SuiteProcess suite, Random random) throws Exception {
            suite.redis().flushAll();
            suite.kill();
        }

        @Override
        void mend(SuiteProcess suite) throws Exception {
            suite.startAgain();
        }
    };

    private static final int REBUILD_MILLIS = 2_000;
    private static final int FROZEN_MILLIS = 9_000;

    private final String text;

    Blow(String text) {
        this.text = text;
    }

    private static long frozenMillis(Random random) {
        return 300L + random.nextInt(FROZEN_MILLIS - 300);
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** Blocks until it has happened. */
    abstract void strike(SuiteProcess suite, Random random) throws Exception;

    /** What whoever runs the service does about it, if anything. */
    void mend(SuiteProcess suite) throws Exception {}
}
