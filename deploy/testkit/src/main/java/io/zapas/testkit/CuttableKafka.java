package io.zapas.testkit;

import io.zapas.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A broker of a test's own that can go away and come back at the same address with its data. It advertises the {@link Forwarder} in front of it, so
 * that a cut or a hang there is what every client sees; the broker itself goes on running. Blocks; used by one thread.
 */
public final class CuttableKafka implements AutoCloseable {
    private final Forwarder forwarder = new Forwarder();
    private final Path directory = Infrastructure.temporaryDirectory("kafka");
    private final EmbeddedKafka broker;

    private CuttableKafka() {
        broker = new EmbeddedKafka(directory, 0, forwarder.port()).start();
        forwarder.target(broker.port());
    }

    public static CuttableKafka start() {
        return new CuttableKafka();
    }

    /** {@code host:port} for clients. */
    public String bootstrap() {
        return broker.bootstrap();
    }

    /** What stands before it: cut it, and Kafka is away. */
    public Forwarder forwarder() {
        return forwarder;
    }

    @Override
    public void close() {
        forwarder.close();
        broker.close();
        try {
            Infrastructure.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
