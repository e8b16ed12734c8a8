package io.zapas.bench.bare;

import io.lettuce.core.RedisClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.zapas.embedded.EmbeddedRedis;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The ceilings as a program: one bare Vert.x HTTP server on one event loop (as the suite has), one Lettuce connection to a Redis with the suite's
 * options. Arguments: data directory, HTTP port, the bootstrap address of a broker that gets what the contract asks for, or nothing, and
 * whether what is written is checked first (true, false). Ends when its standard input does.
 */
public final class BareServer {
    private BareServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        EmbeddedRedis redis = new EmbeddedRedis(data.resolve("redis"), 0, true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::close, "stop-redis"));
        BareRedis store = new BareRedis(RedisClient.create(redis.uri()));
        Vertx vertx = Vertx.vertx();
        BareRoutes routes = new BareRoutes(
                vertx, store, args[2].isEmpty() ? null : new BareLedger(args[2]), Boolean.parseBoolean(args[3]));
        vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(routes::handle)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        // Nobody writes: it is the end that tells.
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
