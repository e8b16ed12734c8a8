package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.Service;
import io.zapas.runtime.config.RuntimeKeys;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> INFRASTRUCTURE = Map.of(
            "ZAPAS_KAFKA_BOOTSTRAP", "kafka:9092", "ZAPAS_REDIS_URI", "redis://redis:6379", "ZAPAS_DATA_DIR", "/data");

    @ParameterizedTest
    @CsvSource({"stock-sync,8081", "forecast,8082", "alerting,8083"})
    void aServiceAloneHasAPortAndADirectoryOfItsOwn(String name, int port) {
        Settings settings = Settings.load(null, INFRASTRUCTURE).forService(name);
        assertThat(settings.services()).extracting(Service::name).containsExactly(name);
        assertThat(settings.config().get(RuntimeKeys.HTTP_PORT)).isEqualTo(port);
        assertThat(settings.dataDirectory()).isEqualTo(Path.of("/data", name));
        assertThat(settings.split()).isTrue();
    }

    @Test
    void aPortThatIsGivenWinsEvenIfItIsThatOfTheSuite() {
        Map<String, String> environment = new HashMap<>(INFRASTRUCTURE);
        environment.put("ZAPAS_HTTP_PORT", "8080");
        Settings settings = Settings.load(null, environment).forService("forecast");
        assertThat(settings.config().get(RuntimeKeys.HTTP_PORT)).isEqualTo(8080);
    }

    @Test
    void aServiceAloneNamesTheInfrastructureItLacks() {
        assertThatThrownBy(() -> Settings.load(null, Map.of()).forService("alerting"))
                .hasMessageContaining("ZAPAS_KAFKA_BOOTSTRAP")
                .hasMessageContaining("ZAPAS_REDIS_URI");
        assertThatThrownBy(() -> Settings.load(null, Map.of("ZAPAS_REDIS_URI", "redis://redis:6379"))
                        .forService("alerting"))
                .hasMessageContaining("ZAPAS_KAFKA_BOOTSTRAP")
                .hasMessageNotContaining("ZAPAS_REDIS_URI");
    }

    @Test
    void aProcessIsGivenANameInItsGroupsUnlessItHasOneOrTheProtocolMakesNothingOfIt() {
        assertThat(Settings.load(null, Map.of()).namesInstance()).isFalse();
        assertThat(Settings.load(null, Map.of("ZAPAS_KAFKA_INSTANCE", "left")).namesInstance())
                .isTrue();
        assertThat(Settings.load(null, Map.of("ZAPAS_KAFKA_GROUP_PROTOCOL", "consumer"))
                        .namesInstance())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "poll"})
    void neitherTheSampleShopNorHistoryReachesAnAccountUnlessThatIsAsked(String what) {
        String on = "\n" + what + ".enabled: \"true\"";
        String off = "\n" + what + ".enabled: \"false\"";
        Settings usual = Settings.load(null, Map.of());
        assertThat(printed(usual)).contains(on);
        assertThat(printed(usual.forDemo())).contains(off);
        assertThat(printed(usual.forReplay())).contains(off);
        Settings asked = Settings.load(null, Map.of("ZAPAS_" + what.toUpperCase(Locale.ROOT) + "_ENABLED", "true"));
        assertThat(printed(asked.forDemo())).contains(on);
        assertThat(printed(asked.forReplay())).contains(on);
    }

    private static String printed(Settings settings) {
        return settings.config().print();
    }

    @Test
    void theSuiteRunsAllOfThem() {
        Settings settings = Settings.load(null, Map.of());
        assertThat(settings.services()).extracting(Service::name).containsExactly("stock-sync", "forecast", "alerting");
        assertThat(settings.config().get(RuntimeKeys.HTTP_PORT)).isEqualTo(8080);
    }
}
