package io.zapas.forecast.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Reading bodies and writing answers. */
final class Replies {
    private Replies() {}

    /** Answers with what the handler's future brings; its failure, or what the handler throws, becomes a problem. */
    static void answer(RoutingContext ctx, Function<RoutingContext, Future<String>> handler) {
        try {
            handler.apply(ctx).onSuccess(json -> send(ctx, json)).onFailure(ctx::fail);
        } catch (RuntimeException e) {
            ctx.fail(e);
        }
    }

    static Fields body(RoutingContext ctx) {
        Buffer body = ctx.body() == null ? null : ctx.body().buffer();
        if (body == null || body.length() == 0) {
            throw new InvalidFieldException("body", "must be a JSON object");
        }
        JsonNode tree;
        try {
            tree = Json.tree(body.getBytes());
        } catch (UncheckedIOException e) {
            throw new InvalidFieldException("body", "must be JSON");
        }
        return Fields.of(tree, "");
    }

    static String parameter(RoutingContext ctx, String name) {
        String value = ctx.request().getParam(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    static int integer(RoutingContext ctx, String name, int fallback, int min, int max) {
        String value = parameter(ctx, name);
        if (value == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below like a number out of bounds
        }
        throw new InvalidFieldException(
                name, "must be a whole number from " + min + " to " + max + ", was \"" + value + "\"");
    }

    private static void send(RoutingContext ctx, String json) {
        if (!ctx.response().ended()) {
            ctx.response().putHeader("content-type", "application/json").end(json);
        }
    }
}
