package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.zapas.runtime.config.ConfigException;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.testkit.Await;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorConfigTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private List<Connector> connectors(Map<String, String> config) {
        return ConnectorConfig.connectors(Bench.config(config), vertx, InstantSource.fixed(Bench.NOW))
                .all();
    }

    @Test
    void nothingIsOnByItself() {
        assertThat(connectors(Map.of())).isEmpty();
    }

    @Test
    void aSystemIsOnWithItsCredentials() {
        Connector connector = connectors(Map.of(
                        "push.baselinker.token", "t",
                        "push.baselinker.inventory", "1",
                        "push.baselinker.warehouse", "bl_1",
                        "push.baselinker.channel", "base"))
                .get(0);

        assertThat(connector.system()).isEqualTo("baselinker");
        assertThat(connector.channel()).isEqualTo("base");
        assertThat(connector.batch()).isEqualTo(1_000);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(
                        () -> connectors(Map.of("push.baselinker.token", "hush", "push.baselinker.warehouse", "bl_1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("push.baselinker.inventory (ZAPAS_PUSH_BASELINKER_INVENTORY) is needed")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "ftp://127.0.0.1",
                "api.example.com",
                "https://user:pass@example.com",
                "https://example.com?a=b",
                "https://",
                "http://127.0.0.1.example.com",
                "not a url"
            })
    void anAddressOthersCouldReadAlongIsRefused(String url) {
        assertThatThrownBy(() -> connectors(Map.of("push.baselinker.url", url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_PUSH_BASELINKER_URL: must be an https address, or http on loopback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/", "http://127.0.0.1:8", "http://localhost/a", "http://[::1]:1"})
    void anAddressThatIsTaken(String url) {
        assertThat(SystemKeys.address(url)).isEqualTo(url.endsWith("/") ? "https://example.com" : url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "6m", "soon"})
    void aTimeLimitHasBounds(String timeout) {
        assertThatThrownBy(() -> connectors(Map.of("push.timeout", timeout)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_PUSH_TIMEOUT: must be a duration");
    }

    @Test
    void credentialsAreSecrets() {
        assertThat(ConnectorConfig.keys())
                .filteredOn(key -> key.name().matches(".*(token|secret|key|password).*"))
                .filteredOn(key -> !key.name().endsWith("-file") && !key.name().endsWith("-url"))
                .isNotEmpty()
                .allMatch(ConfigKey::secret);
    }
}
