package io.zapas.runtime;

import io.vertx.core.Future;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.util.List;
import java.util.Optional;

/**
 * One of the services, as the process that hosts it sees it. Single-use: started once, stopped once. All methods are called on one
 * Vert.x context.
 */
public interface Service {

    /** For example {@code stock-sync}: names the consumer group, the metrics and the health entries. */
    String name();

    /** Every configuration key it understands; a key nobody declares is refused at start. */
    List<ConfigKey<?>> configKeys();

    /** Topics it needs, created if missing before any service starts. */
    List<TopicSpec> topics();

    /** {@link #topics()} of this configuration, where it depends on that what is needed. One that does not fit together is refused at start. */
    default List<TopicSpec> topics(Config config) {
        return topics();
    }

    /** Its OpenAPI 3.1 document (YAML text); empty: it serves no HTTP of its own. */
    default Optional<String> openApi() {
        return Optional.empty();
    }

    /**
     * Takes its place: mounts its routes on {@link ServiceContext#router()}, registers its health checks, starts its loops. Completes
     * when it can serve; a failure stops the process with its message.
     */
    Future<Void> start(ServiceContext context);

    /** Stops intake, drains for a bounded time, commits, closes what it opened. Never fails. */
    Future<Void> stop();

    /**
     * A topic by its unprefixed name.
     *
     * @param cleanup what is deleted from it
     */
    record TopicSpec(String name, Cleanup cleanup) {
        /** What is deleted from a topic. */
        public enum Cleanup {
            /** What is older than the configured retention. */
            BY_AGE,
            /** What a newer record of the same key has replaced. */
            BY_KEY,
            /** Nothing but what its writer deletes; one partition, in one order, of records up to 16 MiB. */
            BY_WRITER
        }

        /** @param compacted by key instead of by age */
        public TopicSpec(String name, boolean compacted) {
            this(name, compacted ? Cleanup.BY_KEY : Cleanup.BY_AGE);
        }
    }
}
