package io.zapas.bench.measure;

import io.zapas.bench.process.BackingProcess;
import io.zapas.bench.process.BareProcess;
import io.zapas.bench.process.Contender;
import io.zapas.bench.process.JavaProcess;
import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.process.SuiteProcess.SuiteProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where benchmarks are run: starts programs in a directory of its own and takes down what is still up when it is closed. Used by one thread, closed by any. */
public final class Lab implements AutoCloseable {
    private static final long QUIET_WINDOW_MILLIS = 500;
    private static final int QUIET_WINDOWS = 3;
    private static final int MAX_WINDOWS = 240;
    private static final double QUIET_SHARE_OF_A_CORE = 0.15;

    private final SuiteProgram program;
    private final BenchOptions options;
    private final PrintStream out;
    private final Path directory;
    private final long beginNanos = System.nanoTime();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int started;

    public Lab(SuiteProgram program, BenchOptions options, PrintStream out) throws IOException {
        this.program = program;
        this.options = options;
        this.out = out;
        this.directory = Files.createTempDirectory("zapas-bench");
    }

    BenchOptions options() {
        return options;
    }

    /** Tells whoever waits what is going on. */
    void say(String line) {
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        out.println(String.format(Locale.ROOT, "%7.1f s  %s", seconds, line));
        out.flush();
    }

    /** The suite on empty data, ready. */
    SuiteProcess suite(Map<String, String> environment) throws Exception {
        SuiteProcess suite = SuiteProcess.start(program, next("suite"), environment);
        opened(suite);
        return suite;
    }

    /** The ceiling's program on empty data, serving. */
    BareProcess bare() throws Exception {
        return bare(next("bare"));
    }

    /** The ceiling's program on this data, serving. */
    BareProcess bare(Path data) throws Exception {
        return bare(data, null, false);
    }

    /**
     * The same, which also writes to this broker what the contract asks for.
     *
     * @param checked whether it checks what it writes
     */
    BareProcess bare(Path data, BackingProcess broker, boolean checked) throws Exception {
        BareProcess bare = BareProcess.start(program.options(), data, broker, checked);
        opened(bare);
        return bare;
    }

    /** A broker (with a Redis beside it that nobody uses). */
    BackingProcess broker() throws Exception {
        Path data = Files.createDirectories(next("broker"));
        BackingProcess broker = BackingProcess.start(program.options(), data, JavaProcess.freePort());
        opened(broker);
        return broker;
    }

    /** A directory for a program's data. */
    synchronized Path next(String name) {
        return directory.resolve(name + "-" + ++started);
    }

    private synchronized void opened(AutoCloseable process) {
        open.push(process);
    }

    /** Waits until the suite has done what is left over from before, 120 s at most; answers whether it has. */
    boolean quiet(Contender suite) {
        int quiet = 0;
        for (int i = 0; i < MAX_WINDOWS && quiet < QUIET_WINDOWS; i++) {
            double before = suite.cpuSeconds();
            long from = System.nanoTime();
            Pauses.millis(QUIET_WINDOW_MILLIS);
            double share = (suite.cpuSeconds() - before) * 1e9 / (System.nanoTime() - from);
            quiet = share < QUIET_SHARE_OF_A_CORE ? quiet + 1 : 0;
        }
        if (quiet < QUIET_WINDOWS) {
            say("the suite does not become quiet");
        }
        return quiet == QUIET_WINDOWS;
    }

    /** Takes down whatever is up, newest first, and deletes the data. */
    @Override
    public synchronized void close() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                say("did not stop in order: " + e);
            }
        }
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
