package io.zapas.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.runtime.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code zapas alerts ...}: asks a suite, or an alerting service, that runs already. */
@Command(name = "alerts", description = "Asks a running suite about its alerts.")
final class AlertsCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;

    @ParentCommand
    private Main main;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    private final PrintStream out;

    AlertsCommand() {
        this(System.out);
    }

    AlertsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about the alerts? Try: zapas alerts explain ID");
    }

    @Command(
            name = "explain",
            description = "Says why people were told about an alert where they were, or why they were not.")
    int explain(
            @Parameters(paramLabel = "ID", description = "id of the alert") String id,
            @Option(names = "--lang", paramLabel = "pl|en", description = "language; default: that of the notices")
                    String language,
            @Option(
                            names = "--url",
                            paramLabel = "URL",
                            description = "address of the suite; default: where the configuration says that it listens")
                    URI url,
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            description = "file with an API key that may read alerts, where keys are needed")
                    Path keyFile)
            throws IOException, InterruptedException {
        URI base = url == null ? address(Settings.load(main.configFile()).config()) : url;
        String path = "/v1/alerts/" + encoded(id) + "/explain" + (language == null ? "" : "?lang=" + encoded(language));
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (keyFile != null) {
            request.header("X-Api-Key", Files.readString(keyFile).strip());
        }
        HttpResponse<byte[]> answer = send(request.build(), base);
        JsonNode body = read(answer, base);
        if (answer.statusCode() != OK) {
            throw new IllegalStateException(
                    body.path("detail").asText("answer " + answer.statusCode() + " from " + base));
        }
        body.path("lines").forEach(line -> out.println(line.asText()));
        return 0;
    }

    private static HttpResponse<byte[]> send(HttpRequest request, URI base) throws InterruptedException {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + base + ": is the suite running there? (" + e + ")", e);
        }
    }

    private static JsonNode read(HttpResponse<byte[]> answer, URI base) {
        try {
            return Json.tree(answer.body());
        } catch (UncheckedIOException e) {
            throw new IllegalStateException(base + " answers " + answer.statusCode() + ", and not in JSON", e);
        }
    }

    private static URI address(Config config) {
        String host = config.get(RuntimeKeys.HTTP_HOST);
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "[::1]" : host;
        return URI.create("http://" + reachable + ":" + config.get(RuntimeKeys.HTTP_PORT));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
