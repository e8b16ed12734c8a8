package io.zapas.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The only container of a rendered Deployment as a process: its image's entry point with the rendered arguments, environment and files. Only what a
 * node would supply is replaced: where volumes are mounted, the address that is listened on (loopback) and the port.
 */
final class Pod implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration CALL = Duration.ofSeconds(10);

    private final PodSpec spec;
    private final Container container;
    private final Image image;
    private final Process process;
    private final Path log;
    private final int port;

    private Pod(PodSpec spec, Image image, Process process, Path log, int port) {
        this.spec = spec;
        this.container = spec.getContainers().get(0);
        this.image = image;
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Begins to start it in a directory of its own. */
    static Pod start(Chart chart, String service, Path directory) throws IOException {
        PodSpec spec = chart.deployment(service).getSpec().getTemplate().getSpec();
        Container container = spec.getContainers().get(0);
        Path root = Files.createDirectories(directory.resolve("root"));
        Image image = Image.layOut(root);
        Map<String, String> places = new TreeMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            places.put(mount.getMountPath(), root + mount.getMountPath());
        }
        for (VolumeMount mount : container.getVolumeMounts()) {
            mount(chart, volume(spec, mount.getName()), Path.of(places.get(mount.getMountPath())), places);
        }
        int port = freePort();
        List<String> command = new ArrayList<>(image.entrypoint());
        container.getArgs().forEach(argument -> command.add(placed(argument, places)));
        Path log = directory.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + "/usr/bin:/bin");
        environment(chart, container)
                .forEach((name, value) -> builder.environment().put(name, placed(value, places)));
        builder.environment().put("ZAPAS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("ZAPAS_HTTP_PORT", Integer.toString(port));
        return new Pod(spec, image, builder.start(), log, port);
    }

    /** Returns once the container's own liveness probe succeeds; throws with its output when it ends before that, or does not within the limit. */
    void awaitAlive(Duration limit) throws InterruptedException {
        await(container.getLivenessProbe(), limit);
    }

    /** The same of its readiness probe. */
    void awaitReady(Duration limit) throws InterruptedException {
        await(container.getReadinessProbe(), limit);
    }

    private void await(Probe probe, Duration limit) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (status(probe.getHttpGet().getPath()) != 200) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadlineNanos) {
                throw new AssertionError(probe.getHttpGet().getPath() + " not within " + limit + "\n" + output());
            }
        }
    }

    /** Of the container's own readiness probe; 0 when nobody answers. */
    int readiness() throws InterruptedException {
        return status(container.getReadinessProbe().getHttpGet().getPath());
    }

    /** Of a GET; 0 when nobody answers. */
    private int status(String path) throws InterruptedException {
        try {
            return get(path, null).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** @param key null: without one */
    HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Exit code of the image's own check. */
    int check() throws IOException, InterruptedException {
        return new ProcessBuilder(
                        "bash", image.path("/opt/zapas/ready").toString(), "127.0.0.1", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** As a node stops it, without its pause before that; answers the exit code, or throws when it would have been killed. */
    int stop() throws InterruptedException {
        process.destroy();
        long pauseSeconds = container.getLifecycle() == null
                ? 0
                : Long.parseLong(container
                        .getLifecycle()
                        .getPreStop()
                        .getExec()
                        .getCommand()
                        .get(1));
        if (!process.waitFor(spec.getTerminationGracePeriodSeconds() - pauseSeconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs at the end of its grace period\n" + output());
        }
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(CALL);
    }

    private static Map<String, String> environment(Chart chart, Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        container
                .getEnvFrom()
                .forEach(source -> environment.putAll(
                        chart.secret(source.getSecretRef().getName()).getStringData()));
        for (EnvVar variable : container.getEnv()) {
            if (variable.getValueFrom() == null) {
                environment.put(variable.getName(), variable.getValue());
            } else {
                var entry = variable.getValueFrom().getSecretKeyRef();
                environment.put(
                        variable.getName(),
                        chart.secret(entry.getName()).getStringData().get(entry.getKey()));
            }
        }
        return environment;
    }

    private static Volume volume(PodSpec spec, String name) {
        return spec.getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name));
    }

    /** Files of ConfigMaps and Secrets are links to links, as a node lays them. */
    private static void mount(Chart chart, Volume volume, Path at, Map<String, String> places) throws IOException {
        Files.createDirectories(at);
        Map<String, String> files = new HashMap<>();
        if (volume.getConfigMap() != null) {
            files.put(Chart.CONFIG_FILE, placed(chart.configFile(), places));
        } else if (volume.getSecret() != null) {
            Map<String, String> entries =
                    chart.secret(volume.getSecret().getSecretName()).getStringData();
            if (volume.getSecret().getItems().isEmpty()) {
                files.putAll(entries);
            } else {
                volume.getSecret().getItems().forEach(item -> files.put(item.getPath(), entries.get(item.getKey())));
            }
        }
        if (files.isEmpty()) {
            return;
        }
        Path version = Files.createDirectory(at.resolve("..2026"));
        Files.createSymbolicLink(at.resolve("..data"), Path.of("..2026"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(version.resolve(file.getKey()), file.getValue());
            Files.createSymbolicLink(at.resolve(file.getKey()), Path.of("..data", file.getKey()));
        }
    }

    /** With the place of each mounted path instead of the path; what was replaced is not looked at again. */
    private static String placed(String text, Map<String, String> places) {
        Pattern paths =
                Pattern.compile(places.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
        return paths.matcher(text).replaceAll(found -> Matcher.quoteReplacement(places.get(found.group())));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
