package io.zapas.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A second Java process with this class path, to be killed by a test. */
final class OtherProcess {
    private OtherProcess() {}

    static Process start(Class<?> program, String argument) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String firstLine(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    static void sayAndWait(String line) throws InterruptedException {
        System.out.println(line);
        // Bounded, so that a test that fails to kill it leaves nothing behind.
        Thread.currentThread().join(60_000);
        Runtime.getRuntime().halt(1);
    }
}
