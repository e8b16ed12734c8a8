package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What channels and an ERP do all day, bounded, and a count of what must come of it that knows nothing of the store: callers reserve, confirm and
 * release over HTTP, one after another in each of a few threads; movements and orders come over Kafka. A call that was not acknowledged is repeated with
 * its key after {@link #finish}.
 */
final class RecoveryLoad implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int CALLERS = 4;
    private static final int CALLS_MAX = 6_000;
    private static final int EVENTS_MAX = 6_000;
    private static final int SKUS = 5;
    private static final long LEVEL = 1_000_000;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long EVENT_PAUSE_NANOS = 4_000_000;

    /** One reservation as its caller knows it. */
    private static final class Sale {
        final String key;
        final String sku;
        final int quantity;
        /** What the caller wants in the end: null, confirm or release. */
        final String wish;

        volatile String id;
        volatile boolean wished;

        Sale(int number) {
            key = "K-" + number;
            sku = "S" + number % SKUS;
            quantity = 1 + number % 3;
            wish = number % 3 == 0 ? "confirm" : number % 3 == 1 ? "release" : null;
        }

        boolean done() {
            return id != null && (wish == null || wished);
        }

        String state() {
            return wish == null ? "HELD" : wish.equals("confirm") ? "CONFIRMED" : "RELEASED";
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Sale> sales = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private final Map<String, AtomicLong> expected = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final TestRuntime runtime;
    private volatile List<URI> doors;
    private volatile boolean running = true;
    private int repeated;

    /** @param runtime whose producer publishes the events */
    RecoveryLoad(List<URI> doors, TestRuntime runtime) {
        this.doors = doors;
        this.runtime = runtime;
        for (int i = 0; i < SKUS; i++) {
            expected.put("S" + i, new AtomicLong(LEVEL));
            publish("erp.events", "S" + i, "stock.level", "08:00", "\"quantity\":" + LEVEL + ",\"version\":1");
        }
        Await.untilPasses(BOUND, () -> {
            for (int i = 0; i < SKUS; i++) {
                assertThat(get(door(0).resolve("/v1/availability/S" + i)).statusCode())
                        .isEqualTo(200);
            }
        });
    }

    void start() {
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            thread(() -> call(caller));
        }
        thread(this::events);
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "load-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** From now on calls go there only. */
    void only(URI door) {
        doors = List.of(door);
    }

    private URI door(int number) {
        List<URI> now = doors;
        return now.get(number % now.size());
    }

    private void call(int caller) {
        while (running && numbers.get() < CALLS_MAX) {
            Sale sale = new Sale(numbers.incrementAndGet());
            sales.add(sale);
            pursue(sale, door(caller + numbers.get() / CALLERS));
            if (!sale.done()) {
                // A caller that is told to come again does not come at once.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Does what is not acknowledged yet, once. */
    private void pursue(Sale sale, URI door) {
        if (sale.id == null) {
            HttpResponse<String> answer = post(door.resolve("/v1/reservations"), sale.key, body(sale));
            if (answer != null && answer.statusCode() == 201) {
                sale.id = json(answer).path("id").asText();
                acknowledged.incrementAndGet();
            }
        }
        if (sale.id != null && sale.wish != null && !sale.wished) {
            HttpResponse<String> answer =
                    post(door.resolve("/v1/reservations/" + sale.id + "/" + sale.wish), sale.key, "");
            if (answer != null && answer.statusCode() == 200) {
                sale.wished = true;
                acknowledged.incrementAndGet();
            }
        }
    }

    private static String body(Sale sale) {
        return "{\"orderId\":\"R-%s\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}"
                .formatted(sale.key, sale.sku, sale.quantity);
    }

    /** Null: no answer. Everything but success must be a 503 that says when to come again. */
    private HttpResponse<String> post(URI uri, String key, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(BOUND)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", key)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                String type = json(answer).path("type").asText();
                refusals.computeIfAbsent(type, none -> new AtomicInteger()).incrementAndGet();
                if (answer.statusCode() != 503
                        || answer.headers().firstValue("Retry-After").isEmpty()) {
                    wrong.add(uri.getPath() + " " + answer.statusCode() + " " + answer.body());
                }
            }
            return answer;
        } catch (IOException e) {
            refusals.computeIfAbsent("no answer", none -> new AtomicInteger()).incrementAndGet();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void events() {
        for (int i = 1; running && i <= EVENTS_MAX; i++) {
            String sku = "S" + i % SKUS;
            if (i % 4 == 0) {
                published.incrementAndGet();
                expected.get(sku).addAndGet(-2);
                publish(
                        "channel.events",
                        "O-" + i,
                        "order",
                        "09:00",
                        "\"orderId\":\"O-%d\",\"channel\":\"allegro\",\"status\":\"placed\",\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]"
                                .formatted(i, sku));
            } else {
                published.incrementAndGet();
                expected.get(sku).addAndGet(i % 7 - 8);
                publish(
                        "erp.events",
                        sku,
                        "stock.movement",
                        "08:30",
                        "\"delta\":%d,\"reason\":\"adjustment\",\"documentId\":\"D-%d\"".formatted(i % 7 - 8, i));
            }
            // A pace, not a wait: so many events a second.
            LockSupport.parkNanos(EVENT_PAUSE_NANOS);
        }
    }

    private void publish(String topic, String key, String type, String time, String fields) {
        String data = topic.equals("erp.events")
                ? "{\"sku\":\"" + key + "\",\"location\":\"WH1\"," + fields + "}"
                : "{" + fields + "}";
        runtime.publish(
                topic,
                key,
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        type + "-" + published.get() + "-" + key,
                        "ce_source",
                        topic.equals("erp.events") ? "/erp" : "/allegro",
                        "ce_type",
                        type,
                        "ce_time",
                        "2026-11-23T" + time + ":00Z",
                        "content-type",
                        "application/json"),
                data.getBytes(StandardCharsets.UTF_8));
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** Waits until so many calls were acknowledged. */
    void acknowledged(int calls) {
        Await.until(
                BOUND,
                () -> acknowledged.get() + " of " + calls + " calls were acknowledged; refused: " + refusals(),
                () -> acknowledged.get() >= calls);
    }

    Map<String, AtomicInteger> refusals() {
        return new TreeMap<>(refusals);
    }

    List<String> wrongRefusals() {
        return wrong;
    }

    int reservations() {
        return sales.size();
    }

    int published() {
        return published.get();
    }

    int repeated() {
        return repeated;
    }

    /** Ends the work, then repeats what was not acknowledged until it is. */
    void finish() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join(BOUND.toMillis());
        }
        for (Sale sale : sales) {
            if (!sale.done()) {
                repeated++;
                Await.until(BOUND, () -> {
                    pursue(sale, door(0));
                    return sale.done();
                });
            }
        }
    }

    /** Every reservation is in its state, and its key still gives the same answer. */
    void checkReservations(URI door) {
        for (Sale sale : sales) {
            HttpResponse<String> found = get(door.resolve("/v1/reservations/" + sale.id));
            assertThat(found.statusCode()).as(sale.key).isEqualTo(200);
            assertThat(json(found).path("state").asText()).as(sale.key).isEqualTo(sale.state());
            HttpResponse<String> again = post(door.resolve("/v1/reservations"), sale.key, body(sale));
            assertThat(again.statusCode()).as(sale.key).isEqualTo(201);
            assertThat(json(again).path("id").asText()).as(sale.key).isEqualTo(sale.id);
            assertThat(again.headers().firstValue("Idempotency-Replayed"))
                    .as(sale.key)
                    .contains("true");
        }
    }

    /** What is there equals the count. */
    void checkAvailability(URI door) {
        Map<String, Long> count = new TreeMap<>();
        expected.forEach((sku, units) -> count.put(sku, units.get()));
        sales.stream()
                .filter(sale -> !sale.state().equals("RELEASED"))
                .forEach(sale -> count.merge(sale.sku, (long) -sale.quantity, Long::sum));
        Await.untilPasses(BOUND, () -> {
            Map<String, Long> found = new TreeMap<>();
            count.keySet()
                    .forEach(sku -> found.put(
                            sku,
                            json(get(door.resolve("/v1/availability/" + sku)))
                                    .path("available")
                                    .asLong(-1)));
            assertThat(found).isEqualTo(count);
        });
    }

    HttpResponse<String> get(URI uri) {
        try {
            return http.send(HttpRequest.newBuilder(uri).timeout(BOUND).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Asks for the health without a pause. */
    final class Watch {
        private final List<String> bodies = new CopyOnWriteArrayList<>();
        private volatile boolean watching = true;

        private Watch(URI uri) {
            thread(() -> {
                while (watching && running) {
                    HttpResponse<String> answer = get(uri);
                    if (answer.statusCode() == 503) {
                        bodies.add(answer.body());
                    }
                }
            });
        }

        /** Waits until that check was not ready. */
        void notReady(String check, Duration bound) {
            Await.until(bound, () -> "seen: " + bodies, () -> bodies.stream().anyMatch(body -> failed(body, check)));
            watching = false;
        }

        private static boolean failed(String body, String check) {
            return !Json.tree(body.getBytes(StandardCharsets.UTF_8))
                    .path("checks")
                    .path(check)
                    .path("ready")
                    .asBoolean(true);
        }

        String reason() {
            return bodies.stream()
                    .filter(body -> failed(body, "stock-sync.store"))
                    .map(body -> "stock-sync.store: "
                            + Json.tree(body.getBytes(StandardCharsets.UTF_8))
                                    .path("checks")
                                    .path("stock-sync.store")
                                    .path("reason")
                                    .asText())
                    .findFirst()
                    .orElse("");
        }
    }

    Watch watch(URI uri) {
        return new Watch(uri);
    }

    @Override
    public void close() {
        running = false;
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
