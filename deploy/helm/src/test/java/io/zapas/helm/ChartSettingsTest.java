package io.zapas.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.zapas.alerting.boot.AlertingService;
import io.zapas.forecast.boot.ForecastService;
import io.zapas.runtime.Service;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.runtime.kafka.KafkaSettings;
import io.zapas.stocksync.boot.StockSyncService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart sets is what the services understand, and secrets are told in Secrets only. */
class ChartSettingsTest {
    /** Stands wherever a secret is asked for. */
    private static final String SECRET = "hush";
    /** Set by the chart where it is needed, or of no use when all pods share one file. */
    private static final Set<ConfigKey<?>> OF_THE_CHART = Set.of(
            RuntimeKeys.HTTP_HOST,
            RuntimeKeys.HTTP_PORT,
            RuntimeKeys.DATA_DIR,
            RuntimeKeys.API_KEYS,
            RuntimeKeys.NAMESPACE,
            RuntimeKeys.KAFKA_BOOTSTRAP,
            RuntimeKeys.KAFKA_PARTITIONS,
            RuntimeKeys.KAFKA_REPLICATION,
            RuntimeKeys.KAFKA_PORT,
            RuntimeKeys.KAFKA_INSTANCE);

    @TempDir
    Path directory;

    @Test
    void servicesUnderstandTheirEnvironmentAndTheFile() throws IOException {
        for (String values : List.of("", ChartTest.EVERYTHING)) {
            Chart chart = Chart.render(values);
            for (String service : Services.NAMES) {
                Map<String, String> environment = environment(chart.container(service));
                LoadedConfig config = load(chart.configFile(), environment);

                assertThat(config.get(RuntimeKeys.HTTP_HOST)).isEqualTo("0.0.0.0");
                assertThat(config.get(RuntimeKeys.HTTP_PORT))
                        .isEqualTo(chart.container(service).getPorts().get(0).getContainerPort());
                assertThat(config.find(RuntimeKeys.API_KEYS)).isPresent();
                assertThat(config.find(RuntimeKeys.REDIS_URI)).isPresent();
                assertThat(config.get(RuntimeKeys.KAFKA_REPLICATION)).isEqualTo(3);
                assertThat(chart.container(service).getArgs()).startsWith(service);
            }
        }
    }

    @Test
    void valuesArriveAsTheyWereWritten() throws IOException {
        LoadedConfig config = load(Chart.render(ChartTest.EVERYTHING).configFile(), Map.of());

        assertThat(config.print())
                .contains("sell-from: \"shop=MAG|SHOP,allegro=MAG\"")
                .contains("journal.records: \"2000000\"")
                .contains("alert.routes: \"loud: type=OVERSOLD -> mail\"");
    }

    @Test
    void configTakesEveryKeyThatIsNoSecretAndNoBusinessOfTheChart() {
        assertThat(Chart.allowedNames("config"))
                .containsExactlyInAnyOrderElementsOf(Services.keys().stream()
                        .filter(key -> !key.secret() && !OF_THE_CHART.contains(key))
                        .map(ConfigKey::name)
                        .toList());
    }

    @Test
    void everySecretButRedisIsTakenByTheServiceItIsOf() {
        assertThat(Chart.allowedNames("notices", "entries"))
                .containsExactlyInAnyOrderElementsOf(secrets(new AlertingService()));
        assertThat(Chart.allowedNames("webhooks", "entries"))
                .containsExactlyInAnyOrderElementsOf(secrets(new StockSyncService()));
        assertThat(secrets(new ForecastService())).isEmpty();
    }

    private static List<String> secrets(Service service) {
        return service.configKeys().stream()
                .filter(ConfigKey::secret)
                .map(ConfigKey::variable)
                .toList();
    }

    @Test
    void aSecretIsToldInSecretsOnly() {
        Chart chart = Chart.render(ChartTest.EVERYTHING);

        assertThat(chart.ofKind("Secret")).filteredOn(secret -> tells(secret)).hasSize(4);
        assertThat(chart.manifests())
                .filteredOn(manifest -> !manifest.kind().equals("Secret"))
                .noneMatch(ChartSettingsTest::tells);
    }

    @Test
    void existingSecretsAreUsedAndNoneIsMade() {
        Chart chart = Chart.render("""
                apiKeys: {existingSecret: keys-of-ours, entry: api.yaml}
                redis: {existingSecret: redis-of-ours, entry: url}
                kafka: {secret: {existingSecret: kafka-of-ours, properties: [sasl.jaas.config]}}
                notices: {existingSecret: notices-of-ours}
                webhooks: {existingSecret: webhooks-of-ours}
                """);

        assertThat(chart.ofKind("Secret")).isEmpty();
        for (String service : Services.NAMES) {
            Set<String> used = new HashSet<>();
            chart.deployment(service).getSpec().getTemplate().getSpec().getVolumes().stream()
                    .filter(volume -> volume.getSecret() != null)
                    .forEach(volume -> used.add(volume.getSecret().getSecretName()));
            chart.container(service).getEnv().stream()
                    .filter(variable -> variable.getValueFrom() != null)
                    .map(variable -> variable.getValueFrom().getSecretKeyRef())
                    .forEach(entry -> used.add(entry.getName() + "/" + entry.getKey()));
            chart.container(service)
                    .getEnvFrom()
                    .forEach(source -> used.add(source.getSecretRef().getName()));
            List<String> expected = new ArrayList<>(List.of("keys-of-ours", "redis-of-ours/url", "kafka-of-ours"));
            if (service.equals("alerting")) {
                expected.add("notices-of-ours");
            }
            if (service.equals("stock-sync")) {
                expected.add("webhooks-of-ours");
            }
            assertThat(used).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Kafka's clients read it themselves: neither the file nor the environment has it. */
    @Test
    void kafkaClientsFindTheirSecretsInTheMountedFiles() throws IOException {
        Chart chart = Chart.render(ChartTest.EVERYTHING);
        for (Map.Entry<String, String> entry :
                chart.secret("shop-zapas-kafka").getStringData().entrySet()) {
            Files.writeString(directory.resolve(entry.getKey()), entry.getValue());
        }
        String file = chart.configFile().replace("/etc/zapas/kafka", directory.toString());

        KafkaSettings settings = KafkaSettings.from(load(file, Map.of()));
        Map<String, Object> properties = new HashMap<>(settings.clientProperties());
        properties.put("bootstrap.servers", settings.bootstrap());
        AdminClientConfig resolved = new AdminClientConfig(properties);

        assertThat(resolved.getPassword("sasl.jaas.config")).isEqualTo(new Password("Module required password=hush;"));
        assertThat(resolved.getString("security.protocol")).isEqualTo("SASL_SSL");
    }

    private LoadedConfig load(String file, Map<String, String> environment) throws IOException {
        return ConfigLoader.load(
                Services.keys(), Files.writeString(directory.resolve(Chart.CONFIG_FILE), file), environment);
    }

    /** Of secrets only the names matter here; every one could be a URI. */
    private static Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        Stream.of(container.getEnv())
                .flatMap(List::stream)
                .forEach((EnvVar variable) -> environment.put(
                        variable.getName(),
                        variable.getValueFrom() == null ? variable.getValue() : "redis://elsewhere"));
        return environment;
    }

    private static boolean tells(Manifest manifest) {
        return manifest.tree().toString().contains(SECRET);
    }
}
