package io.zapas.stocksync.intake;

import io.vertx.core.Context;
import io.zapas.runtime.events.InvalidFieldException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way in. {@link #run} reads it on a worker thread and publishes with a bounded window, so that a slow Kafka slows the upload down;
 * {@link #progress} may be asked from any thread meanwhile.
 *
 * <p>Good rows are kept, bad ones reported, whatever comes after them: an import that fails half way has done its first half. Event ids follow from
 * the import's id and the line.
 */
public final class ImportJob {
    /** Errors told in the progress; the report has all. */
    public static final int MAX_SHOWN_ERRORS = 1_000;

    static final int MAX_REJECTED_ROWS = 1_000_000;
    static final int BATCH = 500;
    static final int MAX_BATCHES_IN_FLIGHT = 4;
    private static final long MAX_PUBLISH_SECONDS = 60;
    private static final Logger log = LoggerFactory.getLogger(ImportJob.class);

    private final String id;
    private final ImportKind kind;
    private final String source;
    private final String boundChannel;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Path report;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final List<RowError> errors = new ArrayList<>();
    private volatile List<String> ignoredColumns = List.of();
    private volatile State state = State.RUNNING;
    private volatile String problem;
    private volatile Instant finishedAt;
    private volatile BytePipe pipe;

    /** Where an import stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** A row that could not be used: its line in the file (the header is 1), the column if one is to blame, and why. */
    public record RowError(long line, String field, String message) {}

    /**
     * The progress resource.
     *
     * @param bytes received so far, as sent
     * @param rows read so far, accepted (in Kafka) and rejected; the rest is on its way
     * @param errors the first 1,000; all are at {@code errorsHref}
     * @param problem why it failed as a whole, null otherwise
     */
    public record Progress(
            String id,
            String kind,
            String source,
            State state,
            Instant startedAt,
            Instant finishedAt,
            long bytes,
            long rows,
            long accepted,
            long rejected,
            List<String> ignoredColumns,
            List<RowError> errors,
            String errorsHref,
            String problem) {}

    ImportJob(String id, ImportKind kind, String source, String boundChannel, InstantSource clock, Path report) {
        this.id = id;
        this.kind = kind;
        this.source = source;
        this.boundChannel = boundChannel;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.report = report;
    }

    public String id() {
        return id;
    }

    /** The channel its sender is bound to, null: any. */
    public String boundChannel() {
        return boundChannel;
    }

    /** The complete report, a CSV of line, field and message. */
    public Path report() {
        return report;
    }

    /** @param shownErrors at most so many errors */
    public Progress progress(int shownErrors) {
        List<RowError> shown;
        synchronized (errors) {
            shown = List.copyOf(errors.subList(0, Math.min(shownErrors, errors.size())));
        }
        return new Progress(
                id,
                kind.path(),
                source,
                state,
                startedAt,
                finishedAt,
                bytes.get(),
                rows.get(),
                accepted.get(),
                rejected.get(),
                ignoredColumns,
                shown,
                "/v1/import/" + id + "/errors.csv",
                problem);
    }

    void received(int count) {
        bytes.addAndGet(count);
    }

    long receivedBytes() {
        return bytes.get();
    }

    void attach(BytePipe upload) {
        pipe = upload;
    }

    /** Ends it as failed, if it still runs. */
    void abort(String reason) {
        BytePipe upload = pipe;
        if (upload != null) {
            upload.fail(new IOException(reason));
        }
    }

    /**
     * Reads and publishes to the end. Blocks; call on a worker thread. Throws {@link InvalidFieldException} when the header is not usable,
     * {@link IOException} when the upload breaks off, {@link PublishException} when Kafka does not take the events.
     *
     * @param context where events are published: one context keeps the order per key
     */
    void run(InputStream upload, EventPublisher publisher, Context context) throws IOException {
        try (InputStream closing = upload;
                BufferedWriter writer = Files.newBufferedWriter(report, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, CSVFormat.DEFAULT)) {
            printer.printRecord("line", "field", "message");
            printer.flush();
            read(closing, new Output(publisher, context, printer));
            finish(State.DONE, null);
        } catch (IOException | RuntimeException e) {
            finish(State.FAILED, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            throw e;
        }
    }

    private void read(InputStream upload, Output output) throws IOException {
        try (CsvRows file = new CsvRows(upload, kind)) {
            ignoredColumns = file.ignoredColumns();
            RowEvents events =
                    new RowEvents(kind, "import-" + id, source, startedAt, boundChannel, file.decimalComma(), output);
            try {
                for (CsvRows.Row row = file.next(); row != null; row = file.next()) {
                    rows.incrementAndGet();
                    events.add(row);
                    output.check();
                }
            } finally {
                // What was read before the file broke off counts.
                events.end();
                output.flush();
            }
        }
    }

    private void finish(State end, String why) {
        problem = why;
        finishedAt = clock.instant();
        state = end;
        log.atInfo()
                .addKeyValue("import", id)
                .addKeyValue("kind", kind.path())
                .addKeyValue("state", end)
                .addKeyValue("rows", rows.get())
                .addKeyValue("accepted", accepted.get())
                .addKeyValue("rejected", rejected.get())
                .addKeyValue("problem", why)
                .log("Import ended");
    }

    /** Kafka did not take the events. */
    public static final class PublishException extends RuntimeException {
        PublishException(Throwable cause) {
            super("Kafka does not take the events", cause);
        }
    }

    /** Gathers events into batches, keeps a bounded number of them in flight, writes the report. */
    private final class Output implements RowEvents.Sink {
        private final EventPublisher publisher;
        private final Context context;
        private final CSVPrinter printer;
        private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
        private List<OutgoingEvent> batch = new ArrayList<>(BATCH);
        private int batchRows;
        private IOException reportFailure;

        Output(EventPublisher publisher, Context context, CSVPrinter printer) {
            this.publisher = publisher;
            this.context = context;
            this.printer = printer;
        }

        @Override
        public void event(OutgoingEvent event, int eventRows) {
            batch.add(event);
            batchRows += eventRows;
            if (batch.size() >= BATCH) {
                send();
            }
        }

        @Override
        public void rejected(long line, String field, String message) {
            rejected.incrementAndGet();
            synchronized (errors) {
                if (errors.size() < MAX_SHOWN_ERRORS) {
                    errors.add(new RowError(line, field, message));
                }
            }
            try {
                printer.printRecord(line, field, message);
            } catch (IOException e) {
                reportFailure = e;
            }
        }

        void check() throws IOException {
            if (reportFailure != null) {
                throw reportFailure;
            }
            if (rejected.get() >= MAX_REJECTED_ROWS) {
                throw new IOException("more than " + MAX_REJECTED_ROWS + " rows are bad; is this the right file?");
            }
        }

        void flush() throws IOException {
            send();
            while (!inFlight.isEmpty()) {
                settleOldest();
            }
            printer.flush();
        }

        private void send() {
            if (batch.isEmpty()) {
                return;
            }
            List<OutgoingEvent> events = batch;
            CompletableFuture<Void> written = new CompletableFuture<>();
            context.runOnContext(ignored -> publisher.publish(events).onComplete(done -> {
                if (done.succeeded()) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(done.cause());
                }
            }));
            inFlight.add(new InFlight(written, batchRows));
            batch = new ArrayList<>(BATCH);
            batchRows = 0;
            if (inFlight.size() >= MAX_BATCHES_IN_FLIGHT) {
                settleOldest();
            }
        }

        private void settleOldest() {
            InFlight oldest = inFlight.remove();
            try {
                oldest.written().get(MAX_PUBLISH_SECONDS, TimeUnit.SECONDS);
                accepted.addAndGet(oldest.rows());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PublishException(e);
            } catch (ExecutionException | TimeoutException e) {
                throw new PublishException(e);
            }
        }
    }

    private record InFlight(CompletableFuture<Void> written, int rows) {}
}
