package io.zapas.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.runtime.config.RuntimeKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file says what the services, the image and the chart say. */
class ComposeTest {
    private static final Duration STOP = Duration.ofSeconds(10);

    private final JsonNode compose = read();

    @Test
    void servicesUnderstandTheirEnvironmentAndListenWhereTheyAreAsked() {
        Chart chart = Chart.render("");
        for (String service : Services.NAMES) {
            JsonNode described = compose.path("services").path(service);
            Map<String, String> environment = new HashMap<>();
            described
                    .path("environment")
                    .properties()
                    .forEach(variable -> environment.put(
                            variable.getKey(), variable.getValue().asText()));

            LoadedConfig config = ConfigLoader.load(Services.keys(), null, environment);

            assertThat(config.get(RuntimeKeys.HTTP_HOST)).isEqualTo("0.0.0.0");
            assertThat(config.find(RuntimeKeys.API_KEYS)).hasValue("/run/secrets/keys.yaml");
            assertThat(described.path("secrets")).extracting(JsonNode::asText).containsExactly("keys.yaml");
            assertThat(texts(described.path("command"))).containsExactly(service);
            int port = chart.container(service).getPorts().get(0).getContainerPort();
            assertThat(texts(described.path("ports"))).containsExactly("127.0.0.1:" + port + ":" + port);
            assertThat(texts(described.path("healthcheck").path("test")))
                    .containsExactly("CMD", "bash", "/opt/zapas/ready", "127.0.0.1", Integer.toString(port));
            assertThat(Duration.parse("PT" + described.path("stop_grace_period").asText()))
                    .isGreaterThan(STOP);
            assertThat(config.find(RuntimeKeys.KAFKA_BOOTSTRAP)).hasValue("kafka:9092");
            assertThat(config.find(RuntimeKeys.REDIS_URI)).hasValue("redis://redis:6379");
        }
    }

    @Test
    void whatIsReferredToIsThere() {
        List<String> volumes = names(compose.path("volumes"));
        List<String> secrets = names(compose.path("secrets"));
        List<String> services = names(compose.path("services"));
        assertThat(services).containsAll(Services.NAMES);
        for (JsonNode service : compose.path("services")) {
            assertThat(services).containsAll(names(service.path("depends_on")));
            names(service.path("depends_on")).forEach(other -> assertThat(
                            compose.path("services").path(other).has("healthcheck"))
                    .as(other)
                    .isTrue());
            assertThat(secrets).containsAll(texts(service.path("secrets")));
            texts(service.path("volumes")).stream()
                    .filter(volume -> volume.contains(":"))
                    .forEach(volume -> assertThat(volumes).contains(volume.substring(0, volume.indexOf(':'))));
        }
    }

    /** Anchors are resolved, as Docker does. */
    private static JsonNode read() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            String text = Files.readString(Path.of("../compose/compose.yaml"));
            return new JsonMapper().valueToTree(new Yaml(new SafeConstructor(options)).load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
