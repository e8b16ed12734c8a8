package io.zapas.bench.decide;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** {@code ets} of R's package forecast, in a process of R's that answers question by question. Confined to one thread. */
final class EtsProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final Path script;

    private EtsProcess(Process process, Path script) {
        this.process = process;
        this.script = script;
        this.questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Empty where there is no R, or no package forecast in it. */
    static Optional<EtsProcess> start() throws IOException {
        Path script = Files.createTempFile("zapas-ets", ".R");
        try (InputStream in = EtsProcess.class.getResourceAsStream("ets.R")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            EtsProcess r = new EtsProcess(
                    new ProcessBuilder("Rscript", script.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    script);
            r.quantile(0.5, 7, 7, 1, new double[] {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
            return Optional.of(r);
        } catch (IOException | UncheckedIOException e) {
            Files.deleteIfExists(script);
            return Optional.empty();
        }
    }

    /** Demand of lead time and review period that is not exceeded with this probability. */
    double quantile(double probability, int reviewDays, double leadMean, double leadSd, double[] units) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%.4f %d %.3f %.3f", probability, reviewDays, leadMean, leadSd));
        for (double one : units) {
            line.append(' ').append(one);
        }
        try {
            questions.write(line.append('\n').toString());
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("R has ended");
            }
            return Double.parseDouble(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(script);
    }
}
