package io.zapas.alerting.boot;

import java.util.concurrent.atomic.AtomicInteger;

/** Kills a process at its n-th effect on the world: right before it, or right after it and before the process learns of it. Nothing happens afterwards. */
final class CrashPlan {
    static final int NEVER = 0;

    private final int at;
    private final boolean before;
    private final AtomicInteger effects = new AtomicInteger();
    private volatile boolean dead;
    private volatile String what = "";

    CrashPlan(int at, boolean before) {
        this.at = at;
        this.before = before;
    }

    static CrashPlan never() {
        return new CrashPlan(NEVER, false);
    }

    boolean dead() {
        return dead;
    }

    int effects() {
        return effects.get();
    }

    /** The effect it was killed at. */
    String what() {
        return what;
    }

    /**
     * @param name of the effect, for a person
     * @param then the process learns that it happened
     */
    void effect(String name, Runnable effect, Runnable then) {
        if (dead) {
            return;
        }
        boolean last = effects.incrementAndGet() == at;
        if (last) {
            what = name;
        }
        if (last && before) {
            dead = true;
            return;
        }
        effect.run();
        if (last) {
            dead = true;
            return;
        }
        then.run();
    }
}
