package io.zapas.bench.process;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A running Redis as seen from outside. Blocks; used by one thread. */
public final class RedisServer implements AutoCloseable {
    private final long pid;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private RedisServer(long pid, int port) {
        this.pid = pid;
        this.client = RedisClient.create("redis://127.0.0.1:" + port);
        this.connection = client.connect();
    }

    /** The server that keeps its files in this directory. */
    public static RedisServer in(Path directory) throws IOException {
        long pid =
                Long.parseLong(Files.readString(directory.resolve("redis.pid")).strip());
        return new RedisServer(pid, port(pid));
    }

    /** Of the arguments first, else of the title Redis gives itself: {@code redis-server 127.0.0.1:6379}. */
    private static int port(long pid) {
        List<String> command = Proc.commandLine(pid);
        int option = command.indexOf("--port");
        if (option >= 0) {
            return Integer.parseInt(command.get(option + 1));
        }
        String title = command.get(0).strip();
        return Integer.parseInt(title.substring(title.lastIndexOf(':') + 1));
    }

    public long pid() {
        return pid;
    }

    /** {@code INFO} of one section. */
    public Map<String, String> info(String section) {
        Map<String, String> values = new HashMap<>();
        for (String line : connection.sync().info(section).split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return values;
    }

    /** Memory Redis holds for its data and itself, in bytes. */
    public long usedBytes() {
        return Long.parseLong(info("memory").get("used_memory"));
    }

    /** What each command took since statistics were reset, those that took longest first: {@code evalsha 1,234 x 56.7 us}. */
    public String commands(int limit) {
        Pattern numbers = Pattern.compile("calls=(\\d+),usec=(\\d+),usec_per_call=([0-9.]+).*");
        Map<Long, String> byMicros = new TreeMap<>(Comparator.reverseOrder());
        info("commandstats").forEach((name, text) -> {
            Matcher matcher = numbers.matcher(text);
            if (matcher.matches()) {
                byMicros.put(
                        Long.parseLong(matcher.group(2)),
                        name.replace("cmdstat_", "") + " " + matcher.group(1) + " x " + matcher.group(3) + " us");
            }
        });
        return byMicros.values().stream().limit(limit).collect(Collectors.joining(", "));
    }

    /** Forgets what it counted per command. */
    public void resetStatistics() {
        connection.sync().configResetstat();
    }

    /** Loses everything. */
    public void flushAll() {
        connection.sync().flushall();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
