package io.zapas.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final ConfigKey<Integer> PORT = ConfigKey.integer("http.port", 8080, 0, 65535, "Port");
    private static final ConfigKey<Duration> HOLD = ConfigKey.duration("hold.default", "30m", "Hold");
    private static final ConfigKey<String> TOKEN = ConfigKey.secret("slack.token", "Token");
    private static final List<ConfigKey<?>> KEYS = List.of(PORT, HOLD, TOKEN);

    @TempDir
    Path dir;

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws Exception {
        Path file = Files.writeString(
                dir.resolve("c.yaml"),
                "http: {port: 81}\nhold.default: 5m\nkafka: {client: {security.protocol: SSL}}\n");
        LoadedConfig config = ConfigLoader.load(KEYS, file, Map.of("ZAPAS_HTTP_PORT", "82", "PATH", "/bin"));
        assertThat(config.get(PORT)).isEqualTo(82);
        assertThat(config.get(HOLD)).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.find(TOKEN)).isEmpty();
        assertThat(config.section("kafka.client")).containsEntry("security.protocol", "SSL");
    }

    @Test
    void everyMistakeIsReportedTogetherByName() throws Exception {
        Path file = Files.writeString(dir.resolve("c.yaml"), "http:\n  prot: 81\nhold.default: soon\n");
        assertThatThrownBy(
                        () -> ConfigLoader.load(KEYS, file, Map.of("ZAPAS_HTTP_PORT", "99999", "ZAPAS_HTTP_PROT", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.prot")
                .hasMessageContaining("hold.default in")
                .hasMessageContaining("was \"soon\"")
                .hasMessageContaining("ZAPAS_HTTP_PORT: must be from 0 to 65535")
                .hasMessageContaining("unknown variable ZAPAS_HTTP_PROT");
    }

    @Test
    void secretsAreMaskedWhenPrinted() {
        LoadedConfig config = ConfigLoader.load(KEYS, null, Map.of("ZAPAS_SLACK_TOKEN", "xoxb-1"));
        assertThat(config.print())
                .contains("slack.token: ****")
                .doesNotContain("xoxb-1")
                .contains("http.port: \"8080\"");
    }

    @Test
    void whatIsPrintedCanBeLoadedAgain() throws Exception {
        Path file = Files.writeString(
                dir.resolve("p.yaml"),
                ConfigLoader.load(KEYS, null, Map.of("ZAPAS_HTTP_PORT", "90")).print());
        assertThat(ConfigLoader.load(KEYS, file, Map.of()).get(PORT)).isEqualTo(90);
    }

    @Test
    void aFileThatIsNotYamlIsRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("c.yaml"), "http: [");
        assertThatThrownBy(() -> ConfigLoader.load(KEYS, file, Map.of())).hasMessageContaining("not YAML");
        assertThatThrownBy(() -> ConfigLoader.load(KEYS, dir.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("cannot read");
    }
}
