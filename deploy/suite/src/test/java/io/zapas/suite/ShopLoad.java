package io.zapas.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A busy shop at the doors of several stock-sync instances, and its own account of what must come of it. The account knows nothing of how stock-sync
 * works: it adds up what was written to Kafka and what HTTP acknowledged.
 *
 * <ul>
 *   <li>{@code M-*}: movements of the ERP, orders of a marketplace up to their shipment, reservations up to their fulfilment.
 *   <li>{@code L-*}: versioned levels, some of them stale, orders and reservations that do not ship.
 *   <li>{@code S-*}: a few units that many customers want at once.
 * </ul>
 *
 * <p>Every tenth event is told again at some later time. One thread writes to Kafka, {@value #CUSTOMERS} customers call over HTTP, each call at any
 * instance; a call that fails, or is answered 503, is repeated at another one with the same key until it is answered.
 */
final class ShopLoad implements AutoCloseable {
    static final int CUSTOMERS = 8;
    private static final int MOVED = 12;
    private static final int COUNTED = 8;
    private static final int SCARCE = 4;
    private static final long PLENTY = 1_000_000;
    private static final long FEW = 25;
    private static final long EVENT_EVERY_MILLIS = 40;
    private static final int EVENTS_PER_TURN = 4;
    private static final long CUSTOMER_PAUSE_MILLIS = 30;
    private static final int KEPT_FOR_REPEATS = 3_000;
    private static final Duration ANSWERED = Duration.ofSeconds(90);
    private static final Duration DRAINED = Duration.ofMinutes(2);

    /** What the account says of one SKU. */
    record Expected(long onHand, long reserved) {}

    /** A reservation that HTTP acknowledged, with the state it must end in. */
    record Acknowledged(String sku, long quantity, String state) {}

    private record Told(String topic, String key, String id, String source, String type, String data, Instant time) {}

    private final Instances instances;
    private final String prefix;
    private final long seed;
    private final Random random;
    private final KafkaProducer<String, byte[]> producer;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService eventClock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService customerClock = Executors.newScheduledThreadPool(CUSTOMERS);
    private final Instant start = Instant.now();

    private final Map<String, AtomicLong> onHand = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> reserved = new ConcurrentHashMap<>();
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Queue<Told> witnessed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicLong slowestMillis = new AtomicLong();

    // The event thread's own.
    private final List<Told> told = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<Future<RecordMetadata>> written = new ArrayList<>();
    private final Map<String, Integer> versions = new TreeMap<>();
    private volatile boolean open = true;

    ShopLoad(Instances instances, String namespace, long seed) {
        this.instances = instances;
        this.prefix = namespace + ".";
        this.seed = seed;
        this.random = new Random(seed);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        for (int i = 0; i < MOVED; i++) {
            expect("M-" + i, PLENTY);
        }
        for (int i = 0; i < COUNTED; i++) {
            expect("L-" + i, PLENTY);
        }
        for (int i = 0; i < SCARCE; i++) {
            expect("S-" + i, FEW);
        }
    }

    /** Tells the first levels; callers wait until they are served before they {@link #open}. */
    void stockUp() {
        onHand.forEach((sku, units) -> send(level(sku, units.get(), 1, start.minusSeconds(3600))));
        settleWrites();
    }

    /** Events and customers begin to come. */
    void open() {
        eventClock.scheduleAtFixedRate(
                guarded(() -> {
                    for (int i = 0; i < EVENTS_PER_TURN; i++) {
                        event();
                    }
                }),
                0,
                EVENT_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        for (int i = 0; i < CUSTOMERS; i++) {
            customerClock.scheduleWithFixedDelay(
                    guarded(this::customer), i, CUSTOMER_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Lets nobody in any more and returns when everybody inside has been served and every event is in Kafka. */
    void closeDoors() throws InterruptedException {
        open = false;
        customerClock.shutdown();
        if (!customerClock.awaitTermination(DRAINED.toMillis(), TimeUnit.MILLISECONDS)) {
            violations.add("customers are still waiting for an answer");
        }
        eventClock.shutdown();
        if (!eventClock.awaitTermination(DRAINED.toMillis(), TimeUnit.MILLISECONDS)) {
            violations.add("events are still being written");
        }
        while (!later.isEmpty()) {
            later.poll().run();
        }
        for (Told event = witnessed.poll(); event != null; event = witnessed.poll()) {
            send(event);
        }
        settleWrites();
    }

    Set<String> skus() {
        return onHand.keySet();
    }

    Map<String, Expected> expected() {
        Map<String, Expected> expected = new TreeMap<>();
        onHand.forEach((sku, units) ->
                expected.put(sku, new Expected(units.get(), reserved.get(sku).get())));
        return expected;
    }

    /** By reservation id. */
    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** Answers that must not be. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    String summary() {
        return "%d events written (%d of them repeats), %d reservations acknowledged, %d refused, %d calls tried again, slowest answer %d ms"
                .formatted(
                        told.size() + repeats.get(),
                        repeats.get(),
                        acknowledged.size(),
                        refused.get(),
                        tries.get(),
                        slowestMillis.get());
    }

    @Override
    public void close() {
        customerClock.shutdownNow();
        eventClock.shutdownNow();
        producer.close(Duration.ofSeconds(5));
    }

    // Events

    private void event() {
        for (Told event = witnessed.poll(); event != null; event = witnessed.poll()) {
            send(event);
        }
        int kind = random.nextInt(100);
        if (kind < 10 && !told.isEmpty()) {
            int kept = Math.min(told.size(), KEPT_FOR_REPEATS);
            repeats.incrementAndGet();
            write(told.get(told.size() - 1 - random.nextInt(kept)));
        } else if (kind < 40) {
            Told movement = movement(random);
            send(movement);
        } else if (kind < 55) {
            counted();
        } else if (kind < 75 || later.isEmpty()) {
            order();
        } else {
            later.poll().run();
        }
    }

    private Told movement(Random dice) {
        String sku = "M-" + dice.nextInt(MOVED);
        int delta = dice.nextInt(9) - 4;
        delta = delta == 0 ? 7 : delta;
        onHand.get(sku).addAndGet(delta);
        return told(
                "erp.events",
                sku,
                "/erp",
                "stock.movement",
                "{\"sku\":\"%s\",\"location\":\"MAG\",\"delta\":%d,\"reason\":\"%s\"}"
                        .formatted(sku, delta, delta > 0 ? "receipt" : "issue"));
    }

    private void counted() {
        String sku = "L-" + random.nextInt(COUNTED);
        int version = versions.getOrDefault(sku, 1);
        long quantity = PLENTY - random.nextInt(1_000);
        if (version > 3 && random.nextInt(5) == 0) {
            send(level(sku, quantity, version - 1 - random.nextInt(3), Instant.now()));
        } else {
            versions.put(sku, version + 1);
            onHand.get(sku).set(quantity);
            send(level(sku, quantity, version + 1, Instant.now()));
        }
    }

    private Told level(String sku, long quantity, int version, Instant time) {
        String data = "{\"sku\":\"%s\",\"location\":\"MAG\",\"quantity\":%d%s}"
                .formatted(sku, quantity, sku.startsWith("L-") ? ",\"version\":" + version : "");
        return new Told("erp.events", sku, "l" + ids.incrementAndGet(), "/erp", "stock.level", data, time);
    }

    private void order() {
        String id = "O-" + ids.incrementAndGet();
        boolean ships = random.nextInt(4) == 0;
        Map<String, Integer> lines = new TreeMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            boolean moved = ships || random.nextBoolean();
            lines.merge(
                    moved ? "M-" + random.nextInt(MOVED) : "L-" + random.nextInt(COUNTED),
                    1 + random.nextInt(3),
                    Integer::sum);
        }
        List<String> life = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            life.add("placed");
        }
        String end = ships
                ? "shipped"
                : List.of("placed", "paid", "paid", "cancelled").get(random.nextInt(4));
        if (end.equals("shipped")) {
            life.add("paid");
        }
        if (!life.contains(end)) {
            life.add(end);
        }
        lines.forEach((sku, quantity) -> {
            if (end.equals("shipped")) {
                onHand.get(sku).addAndGet(-quantity);
            } else if (!end.equals("cancelled")) {
                reserved.get(sku).addAndGet(quantity);
            }
        });
        tell(id, lines, life, 0);
    }

    /** One status now, the next ones later: never two at one time. */
    private void tell(String id, Map<String, Integer> lines, List<String> life, int index) {
        send(order(id, "allegro", life.get(index), lines));
        if (index + 1 < life.size()) {
            later.add(() -> tell(id, lines, life, index + 1));
        }
    }

    private Told order(String id, String channel, String status, Map<String, Integer> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((sku, quantity) -> text.append(text.length() == 0 ? "" : ",")
                .append("{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity)));
        return told(
                "channel.events",
                id,
                "/" + channel,
                "order",
                "{\"orderId\":\"%s\",\"channel\":\"%s\",\"status\":\"%s\",\"lines\":[%s]}"
                        .formatted(id, channel, status, text));
    }

    private Told told(String topic, String key, String source, String type, String data) {
        return new Told(topic, key, "e" + ids.incrementAndGet(), source, type, data, Instant.now());
    }

    private void send(Told event) {
        told.add(event);
        write(event);
    }

    private void write(Told event) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(prefix + event.topic, event.key, event.data.getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        event.id,
                        "ce_source",
                        event.source,
                        "ce_type",
                        event.type,
                        "ce_time",
                        event.time.toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        written.add(producer.send(record));
    }

    private void settleWrites() {
        try {
            for (Future<RecordMetadata> one : written) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("the test could not write to Kafka", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        written.clear();
    }

    // Customers

    private void customer() {
        if (!open) {
            return;
        }
        Random dice = new Random(seed + visits.incrementAndGet());
        int kind = dice.nextInt(10);
        if (kind == 0) {
            Told movement = movement(dice);
            String event =
                    "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"time\":\"%s\",\"data\":%s}"
                            .formatted(movement.id, movement.source, movement.type, movement.time, movement.data);
            insist(dice, "POST", "/v1/events", event, Map.of("Content-Type", "application/cloudevents+json"), 202);
            return;
        }
        String sku = kind < 4
                ? "S-" + dice.nextInt(SCARCE)
                : kind < 7 ? "L-" + dice.nextInt(COUNTED) : "M-" + dice.nextInt(MOVED);
        buy(dice, sku, 1 + dice.nextInt(3));
        look(dice, sku);
    }

    private void buy(Random dice, String sku, int quantity) {
        String orderId = "R-" + ids.incrementAndGet();
        String body = "{\"orderId\":\"%s\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}"
                .formatted(orderId, sku, quantity);
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Idempotency-Key", "key-" + orderId);
        HttpResponse<String> answer = insist(dice, "POST", "/v1/reservations", body, headers, 201, 409);
        if (answer.statusCode() != 201) {
            refused.incrementAndGet();
            return;
        }
        String id = Json.read(answer.body(), JsonNode.class).path("id").asText();
        if (dice.nextInt(8) == 0) {
            HttpResponse<String> again = insist(dice, "POST", "/v1/reservations", body, headers, 201);
            String other = Json.read(again.body(), JsonNode.class).path("id").asText();
            if (!other.equals(id)) {
                violations.add("one key, two reservations: " + id + " and " + other);
            }
        }
        String state = decide(dice, orderId, id, sku, quantity);
        if (state.equals("FULFILLED")) {
            onHand.get(sku).addAndGet(-quantity);
        } else if (!state.equals("RELEASED")) {
            reserved.get(sku).addAndGet(quantity);
        }
        acknowledged.put(id, new Acknowledged(sku, quantity, state));
    }

    /** What becomes of a reservation: the state in which it must be found at the end. */
    private String decide(Random dice, String orderId, String id, String sku, int quantity) {
        switch (dice.nextInt(sku.startsWith("M-") ? 6 : 5)) {
            case 0 -> {
                return "HELD";
            }
            case 1 -> {
                transition(dice, id, "confirm");
                return "CONFIRMED";
            }
            case 2, 3 -> {
                transition(dice, id, "release");
                return "RELEASED";
            }
            case 4 -> {
                // The shop's own event about the same sale: it must not be deducted again.
                witnessed.add(order(orderId, "shop", "paid", Map.of(sku, quantity)));
                return "CONFIRMED";
            }
            default -> {
                transition(dice, id, "confirm");
                transition(dice, id, "fulfil");
                return "FULFILLED";
            }
        }
    }

    private void transition(Random dice, String id, String action) {
        insist(dice, "POST", "/v1/reservations/" + id + "/" + action, "", Map.of(), 200);
    }

    private void look(Random dice, String sku) {
        HttpResponse<String> answer = insist(dice, "GET", "/v1/availability/" + sku, "", Map.of(), 200);
        JsonNode seen = Json.read(answer.body(), JsonNode.class);
        if (seen.path("available").asLong(-1) < 0 || seen.path("shortfall").asLong() > 0) {
            violations.add("oversold: " + answer.body());
        }
    }

    /** Calls any instance until one answers; the answer must be one of those allowed. */
    private HttpResponse<String> insist(
            Random dice, String method, String path, String body, Map<String, String> headers, Integer... allowed) {
        long askedNanos = System.nanoTime();
        List<HttpResponse<String>> answers = new ArrayList<>(1);
        AtomicInteger attempts = new AtomicInteger();
        Await.until(ANSWERED, () -> "no answer to " + method + " " + path, () -> {
            if (attempts.getAndIncrement() > 0) {
                tries.incrementAndGet();
            }
            String url = instances.url(dice.nextInt(instances.count()));
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(8))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            try {
                HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 503) {
                    return false;
                }
                answers.add(answer);
                return true;
            } catch (IOException away) {
                return false;
            }
        });
        slowestMillis.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos), Math::max);
        HttpResponse<String> answer = answers.get(0);
        if (!List.of(allowed).contains(answer.statusCode())) {
            violations.add(
                    method + " " + path + " " + body + " was answered " + answer.statusCode() + " " + answer.body());
            throw new IllegalStateException("unexpected answer");
        }
        return answer;
    }

    private void expect(String sku, long units) {
        onHand.put(sku, new AtomicLong(units));
        reserved.put(sku, new AtomicLong());
    }

    /** A task that throws would never be scheduled again. */
    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | AssertionError e) {
                violations.add(e.toString());
            }
        };
    }
}
