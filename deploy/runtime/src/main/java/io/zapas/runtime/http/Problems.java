package io.zapas.runtime.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as RFC 9457 problem+json, whatever went wrong where. Nothing of the inside leaks: an unexpected failure is logged and answered as {@code internal}. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Map<Integer, String> TYPES = Map.of(
            400, "bad-request",
            404, "not-found",
            405, "method-not-allowed",
            406, "not-acceptable",
            413, "too-large",
            415, "unsupported-media-type",
            500, "internal",
            503, "unavailable");

    private Problems() {}

    static void mount(Router router) {
        TYPES.keySet().forEach(status -> router.errorHandler(status, context -> answer(context, status)));
    }

    private static void answer(RoutingContext context, int status) {
        if (context.response().ended()) {
            return;
        }
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        ProblemException problem = problem(context, status);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", problem.type());
        body.put("title", HttpResponseStatus.valueOf(problem.status()).reasonPhrase());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        body.putAll(problem.extensions());
        Object retryAfter = body.remove("retryAfterSeconds");
        if (retryAfter != null) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, retryAfter.toString());
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(io.vertx.core.buffer.Buffer.buffer(Json.bytes(body)));
    }

    private static ProblemException problem(RoutingContext context, int status) {
        Throwable failure = context.failure();
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        if (failure instanceof InvalidFieldException invalid) {
            return new ProblemException(400, "invalid-field", invalid.getMessage(), Map.of("field", invalid.field()));
        }
        if (status == 500) {
            LOG.atError()
                    .addKeyValue("method", context.request().method())
                    .addKeyValue("path", context.request().path())
                    .setCause(failure)
                    .log("Request failed");
            return new ProblemException(500, "internal", "Something went wrong on our side; the log says what.");
        }
        String detail =
                switch (status) {
                    case 404 -> "There is nothing at " + context.request().path() + ".";
                    case 405 -> context.request().method() + " is not possible here.";
                    case 413 -> "The body is larger than " + HttpDoor.MAX_BODY_BYTES + " bytes.";
                    default -> HttpResponseStatus.valueOf(status).reasonPhrase();
                };
        return new ProblemException(status, TYPES.getOrDefault(status, "error"), detail);
    }
}
