package io.zapas.bench.bare;

import io.zapas.embedded.EmbeddedKafka;
import io.zapas.embedded.EmbeddedRedis;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A broker and a Redis as a program, the suite's own. Arguments: data directory, port of the broker, file that gets the URI of Redis once both serve. Ends
 * when its standard input does.
 */
public final class BackingServer {
    private BackingServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        Path answer = Path.of(args[2]);
        EmbeddedRedis redis = new EmbeddedRedis(data.resolve("redis"), 0, true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::close, "stop-redis"));
        EmbeddedKafka kafka = new EmbeddedKafka(data.resolve("kafka"), Integer.parseInt(args[1])).start();
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
        Path written = Files.writeString(data.resolve("backing.part"), redis.uri());
        Files.move(written, answer, StandardCopyOption.ATOMIC_MOVE);
        // Nobody writes: it is the end that tells.
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
