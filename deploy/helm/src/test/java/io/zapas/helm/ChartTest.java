package io.zapas.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rendered is what Kubernetes knows and what the services need; what is wrong is refused by name. */
class ChartTest {
    private static final Map<String, Class<?>> MODELS = Map.of(
            "ConfigMap",
            ConfigMap.class,
            "Secret",
            Secret.class,
            "ServiceAccount",
            ServiceAccount.class,
            "Service",
            io.fabric8.kubernetes.api.model.Service.class,
            "Deployment",
            Deployment.class,
            "PodDisruptionBudget",
            PodDisruptionBudget.class,
            "Ingress",
            Ingress.class,
            "NetworkPolicy",
            NetworkPolicy.class,
            "Pod",
            Pod.class);

    /** Every part of the chart that is off by default. */
    static final String EVERYTHING = """
            image: {tag: "1.2.3", pullSecrets: [registry]}
            apiKeys:
              keys: [{id: shop, hash: "%s", scopes: [admin]}]
            redis: {uri: "rediss://:hush@redis:6380"}
            kafka:
              client: {security.protocol: SASL_SSL, ssl.truststore.location: /etc/zapas/kafka/ca.p12}
              secret: {entries: {sasl.jaas.config: "Module required password=hush;"}, properties: [sasl.jaas.config]}
            config: {sell-from: [shop=MAG|SHOP, allegro=MAG], journal.records: 2000000, alert.routes: "loud: type=OVERSOLD -> mail"}
            notices: {entries: {ZAPAS_SLACK_TOKEN: hush}}
            webhooks: {entries: {ZAPAS_WEBHOOKS_SHOPIFY_SECRET: hush}}
            forecast: {replicas: 2}
            javaOptions: -Xlog:gc
            ingress: {enabled: true, className: nginx, tlsSecret: zapas-tls}
            networkPolicy: {enabled: true}
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            podLabels: {team: shop}
            podAnnotations: {example.com/owner: shop}
            nodeSelector: {pool: shop}
            tolerations: [{key: pool, value: shop, effect: NoSchedule}]
            """.formatted("0".repeat(64));

    @Test
    void helmFindsNothingToMend() {
        LintResult lint = Chart.lint();

        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
        assertThat(lint.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "everything"})
    void kubernetesKnowsEveryField(String values) {
        Chart chart = Chart.renderWithHooks(values.isEmpty() ? "" : EVERYTHING);

        assertThat(chart.ofKind("Deployment")).hasSize(3);
        chart.manifests().stream()
                // A kind of the Prometheus operator.
                .filter(manifest -> !manifest.kind().equals("ServiceMonitor"))
                .forEach(manifest -> assertThat(manifest.as(MODELS.get(manifest.kind())))
                        .as(manifest.kind())
                        .isNotNull());
    }

    @Test
    void everythingThatMayBeLeftOutIsRenderedWhenAskedFor() {
        Map<String, Long> kinds = Chart.render(EVERYTHING).manifests().stream()
                .collect(Collectors.groupingBy(Manifest::kind, Collectors.counting()));

        assertThat(kinds)
                .isEqualTo(Map.of(
                        "ConfigMap", 1L,
                        "Secret", 5L,
                        "ServiceAccount", 1L,
                        "Service", 3L,
                        "Deployment", 3L,
                        "PodDisruptionBudget", 2L,
                        "Ingress", 1L,
                        "NetworkPolicy", 1L,
                        "ServiceMonitor", 1L));
    }

    /** The model of the Prometheus operator's own kinds is nobody's here: what it must say is little. */
    @Test
    void prometheusFindsEveryService() {
        Chart chart = Chart.render(EVERYTHING);
        JsonNode monitor = chart.only("ServiceMonitor", "shop-zapas").tree().path("spec");

        JsonNode endpoint = monitor.path("endpoints").path(0);
        assertThat(endpoint.path("path").asText()).isEqualTo("/metrics");
        assertThat(chart.ofKind("Service")).allSatisfy(manifest -> {
            var service = manifest.as(io.fabric8.kubernetes.api.model.Service.class);
            monitor.path("selector").path("matchLabels").properties().forEach(label -> assertThat(
                            service.getMetadata().getLabels())
                    .containsEntry(label.getKey(), label.getValue().asText()));
            assertThat(service.getSpec().getPorts().get(0).getName())
                    .isEqualTo(endpoint.path("port").asText());
        });
    }

    @Test
    void helmTestAsksEveryService() {
        Chart chart = Chart.renderWithHooks("");

        assertThat(chart.only("Pod", "shop-zapas-ready").as(Pod.class).getSpec().getContainers())
                .extracting(Container::getCommand)
                .containsExactlyInAnyOrderElementsOf(chart.ofKind("Service").stream()
                        .map(manifest -> manifest.as(io.fabric8.kubernetes.api.model.Service.class))
                        .map(service -> List.of(
                                "bash",
                                "/opt/zapas/ready",
                                service.getMetadata().getName(),
                                service.getSpec().getPorts().get(0).getPort().toString()))
                        .toList());
    }

    @Test
    void theNotesTellWhatIsMissing() {
        assertThat(Chart.notes("{redis: {existingSecret: redis-of-ours}}"))
                .contains("zapas-api-keys", "redis-of-ours", "port-forward", "notices.existingSecret")
                .doesNotContain("<no value>");
        assertThat(Chart.notes(EVERYTHING))
                .contains("https://zapas.example.com")
                .doesNotContain("It needs the Secret", "port-forward", "notices.existingSecret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{namespace: Shop_A}                                    | at '/namespace'",
                "{kafka: {bootstrap: kafka}}                            | at '/kafka/bootstrap'",
                "{kafka: {replication: 0}}                              | at '/kafka/replication'",
                "{kafka: {client: {sasl.jaas.config: x}}}               | invalid propertyName 'sasl.jaas.config'",
                "{kafka: {client: {ssl.keystore.password: x}}}          | invalid propertyName 'ssl.keystore.password'",
                "{kafka: {secret: {properties: [sasl.jaas.config]}}}    | kafka.secret.existingSecret",
                "{redis: {uri: 'http://redis'}}                         | at '/redis/uri'",
                "{redis: {existingSecret: ''}}                          | at '/redis/existingSecret'",
                "{apiKeys: {existingSecret: ''}}                        | at '/apiKeys/existingSecret'",
                "{apiKeys: {keys: [{id: a, hash: secret, scopes: [admin]}]}} | at '/apiKeys/keys/0/hash'",
                "{config: {sel-from: MAG}}                              | invalid propertyName 'sel-from'",
                "{config: {slack.token: x}}                             | invalid propertyName 'slack.token'",
                "{config: {http.port: 80}}                              | invalid propertyName 'http.port'",
                "{config: {kafka.instance: one}}                        | invalid propertyName 'kafka.instance'",
                "{notices: {entries: {ZAPAS_SLACK_TOKN: x}}}            | invalid propertyName 'ZAPAS_SLACK_TOKN'",
                "{stockSync: {replicas: -1}}                            | at '/stockSync/replicas'",
                "{stockSync: {resources: {limits: {memory: null}}}}     | '/stockSync/resources/limits': missing property 'memory'",
                "{stocksync: {replicas: 3}}                             | additional properties 'stocksync' not allowed",
                "{ingress: {enabled: sure}}                             | at '/ingress/enabled'"
            })
    void aWrongValueIsRefusedByName(String values, String named) {
        assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(named);
    }

    @Test
    void aChangedConfigurationOrSecretRollsThePods() {
        Map<String, String> before = checksums("config: {hold.default: 10m}");

        assertThat(before).containsOnlyKeys("checksum/config", "checksum/secrets");
        assertThat(checksums("config: {hold.default: 10m}")).isEqualTo(before);
        assertThat(checksums("config: {hold.default: 20m}"))
                .containsEntry("checksum/secrets", before.get("checksum/secrets"))
                .isNotEqualTo(before);
        assertThat(checksums("{config: {hold.default: 10m}, redis: {uri: 'redis://other'}}"))
                .containsEntry("checksum/config", before.get("checksum/config"))
                .isNotEqualTo(before);
    }

    @Test
    void podsAreFoundByTheirServicesAndByNobodyElse() {
        Chart chart = Chart.render(EVERYTHING);

        for (String service : Services.NAMES) {
            PodTemplateSpec pod = chart.deployment(service).getSpec().getTemplate();
            List<String> found = chart.ofKind("Service").stream()
                    .map(manifest -> manifest.as(io.fabric8.kubernetes.api.model.Service.class))
                    .filter(candidate -> pod.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(candidate.getSpec().getSelector().entrySet()))
                    .map(io.fabric8.kubernetes.api.model.Service::getMetadata)
                    .map(ObjectMeta::getName)
                    .toList();
            assertThat(found).containsExactly("shop-zapas-" + service);
            assertThat(pod.getMetadata().getLabels())
                    .containsAllEntriesOf(
                            chart.deployment(service).getSpec().getSelector().getMatchLabels());
        }
    }

    @Test
    void newPodsComeFirstExceptWhereOneDecides() {
        Chart chart = Chart.render("");

        for (String service : List.of("stock-sync", "forecast")) {
            var strategy = chart.deployment(service).getSpec().getStrategy();
            assertThat(strategy.getType()).isEqualTo("RollingUpdate");
            assertThat(strategy.getRollingUpdate().getMaxUnavailable().getIntVal())
                    .isZero();
        }
        assertThat(chart.deployment("alerting").getSpec().getStrategy().getType())
                .isEqualTo("Recreate");
        assertThat(chart.ofKind("PodDisruptionBudget"))
                .extracting(Manifest::name)
                .containsExactly("shop-zapas-stock-sync");
    }

    @Test
    void aPodIsConfinedAndIsNotKilledWhileItRebuilds() {
        Chart chart = Chart.render("");

        for (String service : Services.NAMES) {
            PodSpec pod = chart.deployment(service).getSpec().getTemplate().getSpec();
            Container container = chart.container(service);
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            // They would be ZAPAS_ variables that no service knows.
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            for (Probe alive : List.of(container.getStartupProbe(), container.getLivenessProbe())) {
                assertThat(alive.getHttpGet().getPath()).isEqualTo("/health/live");
            }
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
        }
    }

    @Test
    void everyMountedVolumeIsThereAndEveryPortIsNamed() {
        Chart chart = Chart.render(EVERYTHING);

        for (String service : Services.NAMES) {
            PodSpec pod = chart.deployment(service).getSpec().getTemplate().getSpec();
            Map<String, Boolean> used = new HashMap<>();
            pod.getVolumes().forEach(volume -> used.put(volume.getName(), false));
            chart.container(service).getVolumeMounts().forEach(mount -> used.replace(mount.getName(), true));
            assertThat(used).hasSize(5).doesNotContainValue(false);
            assertThat(chart.container(service).getVolumeMounts()).hasSize(used.size());
            assertThat(chart.container(service).getPorts()).singleElement().satisfies(port -> assertThat(port.getName())
                    .isEqualTo("http"));
        }
    }

    private static Map<String, String> checksums(String values) {
        return Chart.render(values)
                .deployment("stock-sync")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
    }
}
