package io.zapas.runtime.health;

import java.util.function.Supplier;

/** Readiness of the process: ready when every registered check is. Served at {@code /health/ready} with reasons. Safe on every thread. */
public interface Health {

    /** Registers a check under a stable name, such as {@code stock-sync.intake}; asked on every request, must not block. */
    void register(String name, Supplier<Status> check);

    /**
     * @param reason why it is not ready, for a person; null when ready
     */
    record Status(boolean ready, String reason) {
        public static final Status READY = new Status(true, null);

        public static Status notReady(String reason) {
            return new Status(false, reason);
        }
    }
}
