package io.zapas.embedded;

import io.lettuce.core.RedisClient;
import java.nio.file.Path;

/** Starts Redis on a directory, writes one key, prints the port and waits to be killed. */
final class RedisProgram {
    private RedisProgram() {}

    public static void main(String[] args) throws Exception {
        EmbeddedRedis redis = new EmbeddedRedis(Path.of(args[0]), 0, true).start();
        try (RedisClient client = RedisClient.create(redis.uri())) {
            client.connect().sync().set("key", "before");
        }
        OtherProcess.sayAndWait(Integer.toString(redis.port()));
    }
}
