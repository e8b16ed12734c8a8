package io.zapas.alerting.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.json.Json;
import java.util.function.Consumer;

/** Answers calls with what others find out on contexts of their own; always on the call's context. */
final class Answers {
    private Answers() {}

    /** A failure becomes the call's. */
    static <T> void finish(RoutingContext call, Future<T> future, Consumer<T> sender) {
        Context home = call.vertx().getOrCreateContext();
        future.onComplete(done -> home.runOnContext(v -> {
            if (done.failed()) {
                call.fail(done.cause());
            } else {
                sender.accept(done.result());
            }
        }));
    }

    static void json(RoutingContext call, Object body) {
        call.response().putHeader("content-type", "application/json").end(Buffer.buffer(Json.bytes(body)));
    }
}
