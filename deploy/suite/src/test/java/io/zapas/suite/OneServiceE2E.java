package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.testkit.Infrastructure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service alone on a Kafka and a Redis that others run. */
class OneServiceE2E {
    /** 10 s, and a little for a busy machine. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Duration END_LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"forecast,/v1/rotation,/v1/alerts", "alerting,/v1/alerts,/v1/rotation"})
    void servesItsOwnRoutesAndStopsWhenAsked(String name, String own, String foreign) throws Exception {
        Map<String, String> environment = Map.of(
                "ZAPAS_KAFKA_BOOTSTRAP",
                Infrastructure.bootstrap(),
                "ZAPAS_REDIS_URI",
                Infrastructure.redisUri(),
                "ZAPAS_NAMESPACE",
                Infrastructure.freshNamespace());
        try (SuiteProcess service = SuiteProcess.start(directory, environment, name)) {
            assertThat(service.status(own)).isEqualTo(200);
            assertThat(service.status(foreign)).isEqualTo(404);
            assertThat(service.status("/openapi/" + name + ".yaml")).isEqualTo(200);
            assertThat(service.terminate(STOP_LIMIT)).as(service.output()).isTrue();
            assertThat(service.exitCode()).as(service.output()).isZero();
        }
    }

    @Test
    void namesWhatItLacks() throws Exception {
        try (SuiteProcess service = SuiteProcess.launch(directory, Map.of(), "forecast")) {
            assertThat(service.awaitEnd(END_LIMIT)).isTrue();
            assertThat(service.exitCode()).isEqualTo(1);
            assertThat(service.output()).contains("ZAPAS_KAFKA_BOOTSTRAP").contains("ZAPAS_REDIS_URI");
        }
    }
}
