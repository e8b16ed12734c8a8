package io.zapas.alerting.delivery;

import java.time.Instant;
import java.util.Map;

/**
 * What lives beside the desk of alerts, on the same context, and keeps records of its own in the topic of alerts: mails under way, digests, reports. Every call
 * comes on the engine's context; none may block.
 */
public interface Companion {

    /** What the keys of its records begin with, such as {@code mail/}; no two companions share one. */
    String prefix();

    /**
     * Takes over what was stored. Once, before anything else, in the order in which companions were added.
     *
     * @param records the newest value per key
     */
    void load(Map<String, byte[]> records, Office office);

    /** Time passes: every 250 ms, only when all facts at hand have been judged. */
    void tick(Instant now);

    /** Takes up nothing new. What is under way may still be recorded. */
    default void stop() {}
}
