package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AlertsCommandTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "{\"lines\":[\"Brak: LED (01A)\",\"powiadomiono: slack\"]}";

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Api-Key"));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void printsWhatTheSuiteSays() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "secret\n");
        assertThat(run("01A", "--lang", "pl", "--key-file", key.toString(), "--url", url()))
                .isZero();
        assertThat(asked).containsExactly("/v1/alerts/01A/explain?lang=pl secret");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Brak: LED (01A)", "powiadomiono: slack");
    }

    @Test
    void asksWhereTheConfigurationSaysThatTheSuiteListens() throws Exception {
        Path file = Files.writeString(
                directory.resolve("zapas.yaml"),
                "http.port: " + server.getAddress().getPort() + "\n");
        assertThat(run("a/b c", "--config", file.toString())).isZero();
        assertThat(asked).containsExactly("/v1/alerts/a%2Fb%20c/explain null");
    }

    @Test
    void saysWhyItCannotAnswer() {
        status = 404;
        body = "{\"type\":\"unknown-alert\",\"detail\":\"No alert 01B\"}";
        assertThat(run("01B", "--url", url())).isEqualTo(1);
        assertThat(err.toString()).contains("No alert 01B");
        server.stop(0);
        assertThat(run("01B", "--url", url())).isEqualTo(1);
        assertThat(err.toString()).contains("is the suite running there?");
    }

    @Test
    void explainNeedsAnAlert() {
        assertThat(run()).isEqualTo(2);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... arguments) {
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == AlertsCommand.class
                        ? type.cast(new AlertsCommand(new PrintStream(out, true, StandardCharsets.UTF_8)))
                        : CommandLine.defaultFactory().create(type);
            }
        };
        CommandLine line = Main.line(factory).setErr(new PrintWriter(err, true));
        List<String> words = new ArrayList<>(List.of("alerts", "explain"));
        words.addAll(Arrays.asList(arguments));
        return line.execute(words.toArray(String[]::new));
    }
}
