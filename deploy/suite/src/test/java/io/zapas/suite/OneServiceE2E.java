package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.testkit.Infrastructure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Kafka gives up a member after ten minutes here, and {@link SuiteProcess} a start after three: who waited for the former would not be ready. */
    @ParameterizedTest
    @ValueSource(strings = {"stock-sync", "forecast", "alerting"})
    void takesItsOldPlaceAtOnceAfterACrashAndLeavesItWhenItStops(String name) throws Exception {
        Path config = directory.resolve("zapas.yaml");
        Files.writeString(config, "kafka:\n  client:\n    session.timeout.ms: 600000\n");
        Map<String, String> environment = Map.of(
                "ZAPAS_KAFKA_BOOTSTRAP",
                Infrastructure.bootstrap(),
                "ZAPAS_REDIS_URI",
                Infrastructure.redisUri(),
                "ZAPAS_NAMESPACE",
                Infrastructure.freshNamespace(),
                "ZAPAS_JAVA_OPTS",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        String[] arguments = {name, "--config", config.toString()};
        Path own = directory.resolve("own");
        try (SuiteProcess first = SuiteProcess.start(own, environment, arguments)) {
            first.kill();
        }
        try (SuiteProcess again = SuiteProcess.start(own, environment, arguments)) {
            assertThat(again.terminate(STOP_LIMIT)).as(again.output()).isTrue();
        }
        try (SuiteProcess another = SuiteProcess.start(directory.resolve("another"), environment, arguments)) {
            assertThat(another.terminate(STOP_LIMIT)).as(another.output()).isTrue();
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
