package io.zapas.stocksync.relay;

import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to lead, kept in Redis under one key with a time limit. At most one instance holds it at a time, as long as nobody acts on a
 * {@link #held()} asked before a pause longer than the time limit; what the leader does must therefore be harmless when done twice.
 *
 * <p>Steady state: {@link #renew()} is called several times per time limit. Redis away: nobody can renew, {@link #held()} turns false on its own
 * before the key can lapse. Stopped: released, so that the next one leads at once. Every new holder gets a higher {@link #fence()}. Single-threaded.
 */
public final class Lease {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    private static final RedisScript ACQUIRE = RedisScript.of(Lease.class, "lease-acquire", "lease-acquire.lua");
    private static final RedisScript RELEASE = RedisScript.of(Lease.class, "lease-release", "lease-release.lua");

    private final RedisAccess redis;
    private final String name;
    private final String owner;
    private final Duration ttl;
    private final LongSupplier nanos;
    private boolean leading;
    private long heldUntilNanos;
    private long fence;

    /**
     * @param owner unique per running instance
     * @param nanos elapsed time, such as {@link System#nanoTime}: time limits are measured, not looked up on a wall clock
     */
    public Lease(RedisAccess redis, String name, String owner, Duration ttl, LongSupplier nanos) {
        this.redis = redis;
        this.name = name;
        this.owner = owner;
        this.ttl = ttl;
        this.nanos = nanos;
    }

    /** Whether this instance leads now. */
    public boolean held() {
        return leading && nanos.getAsLong() - heldUntilNanos < 0;
    }

    /** Number of this reign, higher than any before; meaningful while {@link #held()}. */
    public long fence() {
        return fence;
    }

    /** Takes the lease if it is free, prolongs it if it is ours; answers whether it is held. Fails when Redis is away. */
    public Future<Boolean> renew() {
        long askedAt = nanos.getAsLong();
        return redis.<String>eval(
                        ACQUIRE,
                        ScriptOutputType.VALUE,
                        new String[] {redis.key("lease:" + name), redis.key("lease:" + name + ":fence")},
                        owner,
                        Long.toString(ttl.toMillis()))
                .map(answer -> {
                    boolean before = leading;
                    leading = answer != null && !answer.isEmpty();
                    if (leading) {
                        // Counted from the question, not the answer, and a tenth short: ours ends before Redis lets
                        // another in.
                        heldUntilNanos = askedAt + ttl.toNanos() - ttl.toNanos() / 10;
                        fence = Long.parseLong(answer);
                    }
                    if (leading != before) {
                        log.atInfo()
                                .addKeyValue("lease", name)
                                .addKeyValue("leading", leading)
                                .addKeyValue("fence", fence)
                                .log("Leadership changed");
                    }
                    return leading;
                });
    }

    /** Gives it back, if it is still ours. Never fails. */
    public Future<Void> release() {
        if (!leading) {
            return Future.succeededFuture();
        }
        leading = false;
        return redis.eval(RELEASE, ScriptOutputType.INTEGER, new String[] {redis.key("lease:" + name)}, owner)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
