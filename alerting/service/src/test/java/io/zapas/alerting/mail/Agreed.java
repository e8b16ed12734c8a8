package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with agreed texts; what was told instead is left in {@code target/golden} to be read and, if better, agreed on. */
final class Agreed {
    private Agreed() {}

    static void check(String name, String actual) throws IOException {
        Path told = Files.createDirectories(Path.of("target", "golden")).resolve(name);
        Files.writeString(told, actual);
        try (InputStream in = Agreed.class.getResourceAsStream(name)) {
            String agreed = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(actual.strip()).as("told: %s", told).isEqualTo(agreed.strip());
        }
    }
}
