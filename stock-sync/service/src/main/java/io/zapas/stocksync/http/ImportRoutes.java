package io.zapas.stocksync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.stocksync.intake.ImportJob;
import io.zapas.stocksync.intake.ImportKind;
import io.zapas.stocksync.intake.Imports;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files: {@code POST /v1/import/{products,levels,orders}} and what became of them. The body is streamed and read no faster than Kafka takes the
 * events; 202 when all good rows are in Kafka. While it runs, {@code GET /v1/import} shows it.
 */
public final class ImportRoutes {
    private final Imports imports;
    private final CallerChannel callers;

    public ImportRoutes(Imports imports, CallerChannel callers) {
        this.imports = imports;
        this.callers = callers;
    }

    public void mount(Router router) {
        router.post("/v1/import/:kind").handler(this::upload);
        router.get("/v1/import").handler(this::list);
        router.get("/v1/import/:id").handler(this::progress);
        router.get("/v1/import/:id/errors.csv").handler(this::report);
    }

    private void upload(RoutingContext ctx) {
        String kindName = ctx.pathParam("kind");
        ImportKind kind = ImportKind.named(kindName)
                .orElseThrow(() -> new ProblemException(
                        404, "unknown-import", "Import products, levels or orders, was \"" + kindName + "\"."));
        Optional<String> bound = callers.of(ctx);
        if (bound.isPresent() && kind != ImportKind.ORDERS) {
            throw new ProblemException(403, "other-channel", "A channel's key may import that channel's orders only.");
        }
        String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > Imports.MAX_BYTES) {
            throw new ProblemException(413, "too-large", "A file may have up to " + Imports.MAX_BYTES + " bytes.");
        }
        String source = Optional.ofNullable(Replies.parameter(ctx, "source")).orElse("/import/" + kind.path());
        if (!imports.hasRoom()) {
            throw new ProblemException(
                    503,
                    "too-many-imports",
                    Imports.MAX_RUNNING + " imports run already.",
                    Map.of("retryAfterSeconds", 10));
        }
        ImportJob job = imports.open(kind, source, bound.orElse(null));
        imports.read(job, ctx.request())
                .onSuccess(done -> accepted(ctx, job))
                .onFailure(cause -> failed(ctx, job, cause));
    }

    private static void accepted(RoutingContext ctx, ImportJob job) {
        String href = "/v1/import/" + job.id();
        ImportJob.Progress progress = job.progress(0);
        ctx.response().putHeader("Location", href);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", job.id());
        answer.put("href", href);
        answer.put("rows", progress.rows());
        answer.put("accepted", progress.accepted());
        answer.put("rejected", progress.rejected());
        Replies.json(ctx, 202, answer);
    }

    private static void failed(RoutingContext ctx, ImportJob job, Throwable cause) {
        if (cause instanceof InvalidFieldException) {
            ctx.fail(cause);
        } else if (cause instanceof IOException) {
            ctx.fail(new ProblemException(
                    400,
                    "unreadable-file",
                    "The file could not be read to its end: " + cause.getMessage() + ". Rows before that are kept.",
                    Map.of("href", "/v1/import/" + job.id())));
        } else if (cause instanceof ImportJob.PublishException) {
            ctx.fail(Replies.away("kafka-unavailable", "Kafka did not take all rows.", cause));
        } else {
            ctx.fail(cause);
        }
    }

    private void list(RoutingContext ctx) {
        Replies.json(
                ctx,
                200,
                Map.of(
                        "imports",
                        imports.list().stream()
                                .filter(job -> mayRead(ctx, job))
                                .map(job -> job.progress(0))
                                .toList()));
    }

    private void progress(RoutingContext ctx) {
        Replies.json(ctx, 200, find(ctx).progress(ImportJob.MAX_SHOWN_ERRORS));
    }

    private void report(RoutingContext ctx) {
        ImportJob job = find(ctx);
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"import-" + job.id() + "-errors.csv\"")
                .sendFile(job.report().toString())
                .onFailure(ctx::fail);
    }

    private ImportJob find(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        return imports.find(id)
                .filter(job -> mayRead(ctx, job))
                .orElseThrow(() -> new ProblemException(404, "unknown-import", "There is no import " + id + " here."));
    }

    private boolean mayRead(RoutingContext ctx, ImportJob job) {
        Optional<String> bound = callers.of(ctx);
        return bound.isEmpty() || bound.get().equals(job.boundChannel());
    }
}
