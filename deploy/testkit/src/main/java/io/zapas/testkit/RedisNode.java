package io.zapas.testkit;

import io.zapas.embedded.EmbeddedRedis;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One embedded Redis without persistence, and the few things a test does to it besides using it. Blocks; one thread. */
final class RedisNode implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5_000;

    private final Path directory = Infrastructure.temporaryDirectory("redis");
    private final List<String> options;
    private EmbeddedRedis server;

    private RedisNode(List<String> options) {
        this.options = options;
    }

    /** Starts on a free port with more of Redis's own options. */
    static RedisNode start(String... options) {
        RedisNode node = new RedisNode(List.of(options));
        node.launch(0);
        return node;
    }

    int port() {
        return server.port();
    }

    /** Where the nodes of a cluster talk to each other. */
    int busPort() {
        return Integer.parseInt(options.get(options.indexOf("--cluster-port") + 1));
    }

    String uri() {
        return server.uri();
    }

    /** Sends one command, words separated by blanks, and returns Redis's answer as text; throws when Redis refuses it. */
    String command(String line) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = line(in);
            return switch (head.charAt(0)) {
                case '+', ':' -> head.substring(1);
                case '$' -> new String(in.readNBytes(Integer.parseInt(head.substring(1))), StandardCharsets.UTF_8);
                default -> throw new IllegalStateException("Redis answered \"" + head + "\" to: " + line);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(line + ": " + e.getMessage(), e);
        }
    }

    /** One value of INFO. */
    String info(String section, String name) {
        return command("INFO " + section)
                .lines()
                .filter(entry -> entry.startsWith(name + ":"))
                .findFirst()
                .map(entry -> entry.substring(name.length() + 1))
                .orElseThrow(() -> new IllegalStateException("INFO " + section + " says nothing of " + name));
    }

    /** SIGKILL, as if its machine lost power. */
    void kill() {
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(info("server", "process_id"))).orElseThrow();
        process.destroyForcibly();
        // Its shell reaps it at its own end only.
        server.close();
        Await.until(SOON, () -> !process.isAlive());
    }

    /** Starts it again, empty, on its old port. */
    void restart() {
        launch(port());
    }

    @Override
    public void close() {
        server.close();
        try {
            Infrastructure.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(int port) {
        server = new EmbeddedRedis(directory, port, false, options).start();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
