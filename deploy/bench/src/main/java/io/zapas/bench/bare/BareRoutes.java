package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.zapas.bench.events.SkuName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The measured calls as bare handlers ({@code /v1/...}), and those that prepare and run the other ceilings ({@code /bench/...}). All on one event loop; what
 * blocks runs on a worker.
 */
final class BareRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long HOLD_MILLIS = 1_800_000;

    private final Vertx vertx;
    private final BareRedis redis;
    private final BareLedger ledger;
    private final boolean checked;
    private Buffer constant = Buffer.buffer("{}");

    /**
     * @param ledger null: nothing is written to Kafka
     * @param checked whether levels and requests are checked against what is known, see {@link LevelWork.Checked}
     */
    BareRoutes(Vertx vertx, BareRedis redis, BareLedger ledger, boolean checked) {
        this.ledger = ledger;
        this.checked = checked;
        this.vertx = vertx;
        this.redis = redis;
    }

    void handle(HttpServerRequest request) {
        String path = request.path();
        switch (path) {
            case "/v1/reservations" -> request.body().onSuccess(body -> reserve(request, body));
            case "/v1/availability/query" -> request.body().onSuccess(body -> query(request, body));
            case "/v1/stream" -> BareStream.open(vertx, request);
            case "/bench/ready" -> answer(request, 200, Buffer.buffer("{}"));
            case "/bench/constant" ->
                request.body().onSuccess(body -> {
                    constant = body;
                    answer(request, 200, Buffer.buffer("{}"));
                });
            case "/bench/values", "/bench/stock", "/bench/holds", "/bench/expiry", "/bench/ingest" ->
                request.body().onSuccess(body -> work(request, () -> prepare(path, tree(body))));
            default -> {
                if (path.startsWith("/v1/availability/")) {
                    answer(request, 200, constant);
                } else {
                    answer(request, 404, Buffer.buffer("{}"));
                }
            }
        }
    }

    private void reserve(HttpServerRequest request, Buffer body) {
        JsonNode order = tree(body);
        JsonNode line = order.path("lines").path(0);
        String sku = line.path("sku").textValue();
        long quantity = line.path("quantity").longValue();
        String id = order.path("orderId").textValue();
        long ttlMillis = order.path("ttlSeconds").asLong(0) * 1_000;
        long expiresAt = System.currentTimeMillis() + (ttlMillis == 0 ? HOLD_MILLIS : ttlMillis);
        Context context = vertx.getOrCreateContext();
        String key = request.getHeader("Idempotency-Key");
        Future<Long> left = Future.fromCompletionStage(
                checked
                        ? redis.reserveChecked(sku, quantity, id, key, BareRedis.stockKey(sku), expiresAt)
                        : redis.reserve(sku, quantity, id, BareRedis.stockKey(sku), expiresAt),
                context);
        left.compose(before -> held(before)
                        ? entered(context, sku, quantity, id, before).map(before)
                        : Future.succeededFuture(before))
                .onSuccess(before -> answer(
                        request,
                        held(before) ? 201 : 409,
                        Buffer.buffer("{\"id\":\"" + id + "\",\"state\":\"HELD\",\"expiresAt\":\""
                                + Instant.ofEpochMilli(expiresAt) + "\",\"lines\":[{\"sku\":\"" + sku
                                + "\",\"quantity\":" + quantity + "}]}")))
                .onFailure(failure -> failed(request, failure));
    }

    private boolean held(long answer) {
        return checked ? answer >= 0 : answer == 1;
    }

    /** The entry before the answer, the availability behind it. */
    private Future<Void> entered(Context context, String sku, long quantity, String id, long before) {
        return ledger == null
                ? Future.succeededFuture()
                : Future.fromCompletionStage(ledger.entry(sku, "HOLD", id, before, before - quantity), context)
                        .onSuccess(done -> ledger.availability(sku, before - quantity));
    }

    private void query(HttpServerRequest request, Buffer body) {
        JsonNode skus = tree(body).path("skus");
        String[] keys = new String[skus.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = BareRedis.valueKey(skus.path(i).textValue());
        }
        Future.fromCompletionStage(redis.values(keys), vertx.getOrCreateContext())
                .onSuccess(values -> answer(
                        request, 200, Buffer.buffer("{\"items\":[" + String.join(",", values) + "],\"unknown\":[]}")))
                .onFailure(failure -> failed(request, failure));
    }

    /** Runs on a worker; the answer is JSON. */
    private Map<String, Object> prepare(String path, JsonNode asked) throws Exception {
        int count = asked.path("count").intValue();
        String text = asked.path("text").asText("");
        return switch (path) {
            case "/bench/values" -> {
                redis.fill(count, content(BareRedis::valueKey, text));
                yield Map.of();
            }
            case "/bench/stock" -> {
                redis.fill(count, content(BareRedis::stockKey, text));
                yield Map.of();
            }
            case "/bench/holds" -> {
                long due = System.currentTimeMillis() + 7L * 24 * 3_600_000;
                redis.fillHolds(count, holds(asked.path("skus").intValue(), n -> due));
                yield Map.of();
            }
            case "/bench/expiry" -> {
                long from = asked.path("fromMillis").longValue();
                long spread = asked.path("spreadMillis").longValue();
                redis.fillHolds(count, holds(asked.path("skus").intValue(), n -> from + n * spread / count));
                yield new BareExpiry(redis).run(count, from + spread);
            }
            default -> BareIngest.run(levelWork(), asked);
        };
    }

    private LevelWork levelWork() {
        return checked ? new LevelWork.Checked(redis, ledger) : new LevelWork.Values(redis, ledger);
    }

    private interface KeyOf {
        String key(String sku);
    }

    private interface DueOf {
        long millis(long number);
    }

    private static BareRedis.KeyAndValue content(KeyOf keys, String value) {
        return new BareRedis.KeyAndValue() {
            @Override
            public String key(int number) {
                return keys.key(SkuName.of(number));
            }

            @Override
            public String value(int number) {
                return value;
            }
        };
    }

    private static BareRedis.HoldContent holds(int skus, DueOf due) {
        return new BareRedis.HoldContent() {
            @Override
            public String hold(int number) {
                return BareRedis.stockKey(SkuName.of(number % skus));
            }

            @Override
            public long dueMillis(int number) {
                return due.millis(number);
            }
        };
    }

    private void work(HttpServerRequest request, Callable<Map<String, Object>> job) {
        vertx.executeBlocking(job, false)
                .onSuccess(done -> answer(request, 200, Buffer.buffer(text(done))))
                .onFailure(failure -> failed(request, failure));
    }

    private static void failed(HttpServerRequest request, Throwable failure) {
        List<String> what = new ArrayList<>(List.of(failure.toString()));
        answer(request, 500, Buffer.buffer(text(Map.of("failure", what))));
    }

    private static void answer(HttpServerRequest request, int status, Buffer body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body);
    }

    private static JsonNode tree(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(Object value) {
        try {
            return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
