package io.zapas.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart as Helm renders it, as release {@code shop}, for given values. */
record Chart(List<Manifest> manifests) {
    static final Path HOME = Path.of("zapas").toAbsolutePath();
    static final String CONFIG_FILE = "zapas.yaml";
    /** The oldest that Chart.yaml allows. */
    private static final String KUBERNETES = "1.25.0";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param values YAML over the chart's own values
     * @throws RuntimeException with Helm's words when it refuses them
     */
    static Chart render(String values) {
        return render(HOME, values);
    }

    /** With what Helm runs at certain moments only, such as its tests, as if it were always there. */
    static Chart renderWithHooks(String values) {
        return new Chart(without("helm.sh/hook", home -> render(home, values).manifests()));
    }

    /** What Helm tells who installs it. */
    static String notes(String values) {
        // Without a cluster it takes Kubernetes for an ancient one.
        return without(
                "kubeVersion:",
                home -> withFile(values, file -> new Helm(home)
                        .install()
                        .clientOnly()
                        .withDryRunOption(DryRun.CLIENT)
                        .dryRun()
                        .withName("shop")
                        .withNamespace("shops")
                        .withValuesFile(file)
                        .call()
                        .getOutput()));
    }

    static LintResult lint() {
        return new Helm(HOME).lint().strict().call();
    }

    Deployment deployment(String service) {
        return only("Deployment", "shop-zapas-" + service).as(Deployment.class);
    }

    Container container(String service) {
        return deployment(service)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    /** The one configuration file of all services. */
    String configFile() {
        return Objects.requireNonNull(
                only("ConfigMap", "shop-zapas").as(ConfigMap.class).getData().get(CONFIG_FILE));
    }

    Secret secret(String name) {
        return only("Secret", name).as(Secret.class);
    }

    List<Manifest> ofKind(String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .toList();
    }

    Manifest only(String kind, String name) {
        List<Manifest> found = ofKind(kind).stream()
                .filter(manifest -> manifest.name().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + name + " among "
                    + manifests.stream().map(m -> m.kind() + " " + m.name()).toList());
        }
        return found.get(0);
    }

    static JsonNode schema() {
        try {
            return JSON.readTree(Files.readString(HOME.resolve("values.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names that the schema allows below a path of properties. */
    static List<String> allowedNames(String... properties) {
        JsonNode at = schema();
        for (String property : properties) {
            at = at.path("properties").path(property);
        }
        TreeMap<String, String> names = new TreeMap<>();
        at.path("propertyNames").path("enum").forEach(name -> names.put(name.asText(), ""));
        return List.copyOf(names.keySet());
    }

    private static LoaderOptions strict() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private static Chart render(Path home, String values) {
        String rendered = withFile(values, file -> new Helm(home)
                .template()
                .withName("shop")
                .withNamespace("shops")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(file)
                .call());
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(strict())).loadAll(rendered)) {
            if (document != null) {
                manifests.add(new Manifest(JSON.valueToTree(document)));
            }
        }
        return new Chart(List.copyOf(manifests));
    }

    /** Uses a copy of the chart that lacks the lines with {@code word}. */
    private static <T> T without(String word, Function<Path, T> use) {
        try {
            Path copy = Files.createTempDirectory("zapas-chart");
            try (Stream<Path> paths = Files.walk(HOME)) {
                for (Path path : paths.toList()) {
                    Path to = copy.resolve(HOME.relativize(path).toString());
                    if (Files.isDirectory(path)) {
                        Files.createDirectories(to);
                    } else {
                        Files.write(
                                to,
                                Files.readAllLines(path).stream()
                                        .filter(line -> !line.contains(word))
                                        .toList());
                    }
                }
                return use.apply(copy);
            } finally {
                try (Stream<Path> paths = Files.walk(copy)) {
                    for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withFile(String values, Function<Path, String> use) {
        try {
            Path file = Files.writeString(Files.createTempFile("zapas-values", ".yaml"), values);
            try {
                return use.apply(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
