package io.zapas.stocksync.intake;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The imports of this instance: up to {@value #MAX_RUNNING} at a time, the last {@value #MAX_KEPT} can be asked for. Their reports live in a
 * directory of their own below the system's temporary one and go with the instance. All on one Vert.x context, files are read on worker threads.
 */
public final class Imports {
    /** Files read side by side. */
    public static final int MAX_RUNNING = 4;

    /** Bytes of one upload. */
    public static final long MAX_BYTES = 2L << 30;

    static final int MAX_KEPT = 50;
    private final Context context;
    private final EventPublisher publisher;
    private final InstantSource clock;
    private final WorkerExecutor workers;
    private final Path directory;
    private final Map<String, ImportJob> jobs = new LinkedHashMap<>();
    private int running;

    public Imports(Context context, EventPublisher publisher, InstantSource clock) {
        this.context = context;
        this.publisher = publisher;
        this.clock = clock;
        this.workers = context.owner().createSharedWorkerExecutor("zapas-import", MAX_RUNNING, 365, TimeUnit.DAYS);
        try {
            this.directory = Files.createTempDirectory("zapas-import-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether one more may start now. */
    public boolean hasRoom() {
        return running < MAX_RUNNING;
    }

    /**
     * Registers an import.
     *
     * @param source CloudEvents source of its events
     * @param boundChannel the only channel its rows may name, null: any
     */
    public ImportJob open(ImportKind kind, String source, String boundChannel) {
        String id = UUID.randomUUID().toString();
        ImportJob job = new ImportJob(id, kind, source, boundChannel, clock, directory.resolve(id + ".csv"));
        jobs.put(id, job);
        if (jobs.size() > MAX_KEPT) {
            jobs.values().stream()
                    .filter(old -> old.progress(0).state() != ImportJob.State.RUNNING)
                    .findFirst()
                    .ifPresent(this::forget);
        }
        return job;
    }

    /**
     * Reads the request's body to the end; the body must not have been read. Fails like {@link ImportJob#run}; what still comes after a failure is
     * dropped.
     */
    public Future<Void> read(ImportJob job, HttpServerRequest request) {
        BytePipe pipe = new BytePipe(() -> context.runOnContext(ignored -> request.resume()));
        job.attach(pipe);
        request.handler(buffer -> {
            job.received(buffer.length());
            if (job.receivedBytes() > MAX_BYTES) {
                pipe.fail(new IOException("the upload is larger than " + (MAX_BYTES >> 30) + " GiB"));
            } else if (pipe.offer(buffer.getBytes())) {
                request.pause();
            }
        });
        request.endHandler(ignored -> pipe.end());
        request.exceptionHandler(cause -> pipe.fail(new IOException("the upload broke off", cause)));
        request.resume();
        running++;
        return workers.<Void>executeBlocking(
                        () -> {
                            job.run(pipe, publisher, context);
                            return null;
                        },
                        false)
                .onComplete(done -> running--);
    }

    public Optional<ImportJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Newest first. */
    public List<ImportJob> list() {
        List<ImportJob> newestFirst = new ArrayList<>(jobs.values());
        java.util.Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Ends what still runs and deletes the reports. */
    public Future<Void> stop() {
        jobs.values().forEach(job -> job.abort("the service stops"));
        return workers.close().onComplete(done -> {
            List.copyOf(jobs.values()).forEach(this::forget);
            directory.toFile().delete();
        });
    }

    private void forget(ImportJob job) {
        jobs.remove(job.id());
        job.report().toFile().delete();
    }
}
