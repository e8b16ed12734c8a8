package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The document that shows what people are told: {@code alerting/NOTICES.md}. Each of its blocks is what a test computes. Where they differ, the block as it should be is
 * left in {@code target/golden} to be read and, if better, agreed on.
 */
public final class Shown {
    private static final Path DOCUMENT = Path.of("..", "NOTICES.md");

    private Shown() {}

    /** Compares the block of this name, between {@code <!-- name -->} and {@code <!-- /name -->}. */
    public static void check(String name, String computed) {
        try {
            Path told = Files.createDirectories(Path.of("target", "golden")).resolve("NOTICES-" + name + ".md");
            Files.writeString(told, computed.strip() + "\n");
            assertThat(block(name)).as("NOTICES.md, told: %s", told).isEqualTo(computed.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String block(String name) throws IOException {
        String document = Files.readString(DOCUMENT);
        String begin = "<!-- " + name + " -->";
        int from = document.indexOf(begin);
        int to = document.indexOf("<!-- /" + name + " -->");
        return from < 0 || to < from
                ? ""
                : document.substring(from + begin.length(), to).strip();
    }
}
