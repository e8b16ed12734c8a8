package io.zapas.bench.losses;

import io.zapas.bench.events.EventText;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.process.Http;
import io.zapas.bench.process.Http.Answer;
import io.zapas.bench.process.Pauses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Orders one unit after the other, confirms some of the reservations, releases others, and lets goods come in now and then. Repeats, with the same key, what got no answer or was to be
 * tried later, and remembers what was acknowledged. One thread; read by others when it has ended.
 */
final class Customer implements Runnable {
    private static final Set<Integer> TRY_AGAIN = Set.of(0, 429, 503);
    private static final long TRY_AGAIN_MILLIS = 100;
    private static final long PAUSE_MILLIS = 3;
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final int ONE_RECEIPT_IN = 10;
    private static final Map<String, String> EVENT = Map.of("Content-Type", EventText.CONTENT_TYPE);

    private final Http http;
    private final int number;
    private final int skus;
    private final Random random;
    private final BooleanSupplier open;
    private final Runnable onReserved;
    private final List<Sale> sales = new ArrayList<>();
    private final Map<Integer, Integer> received = new HashMap<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private Exception failure;

    /**
     * An acknowledged reservation of one unit.
     *
     * @param state acknowledged last
     */
    record Sale(String id, int sku, String state) {}

    /**
     * @param open whether to begin another order
     * @param onReserved told of each reservation
     */
    Customer(Http http, int number, int skus, long seed, BooleanSupplier open, Runnable onReserved) {
        this.http = http;
        this.number = number;
        this.skus = skus;
        this.random = new Random(seed + number);
        this.open = open;
        this.onReserved = onReserved;
    }

    @Override
    public void run() {
        try {
            for (int n = 0; open.getAsBoolean(); n++) {
                buy(number + "-" + n);
                if (n % ONE_RECEIPT_IN == 0) {
                    receive("loss-in-" + number + "-" + n);
                }
                Pauses.millis(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (TimeoutException | IllegalStateException e) {
            failure = e;
        }
    }

    private void buy(String name) throws InterruptedException, TimeoutException {
        int sku = random.nextInt(skus);
        Answer held = until(
                201,
                "/v1/reservations",
                "{\"orderId\":\"loss-" + name + "\",\"channel\":\"shop\",\"ttlSeconds\":7200,\"lines\":[{\"sku\":\""
                        + SkuName.of(sku) + "\",\"quantity\":1}]}",
                Map.of("Content-Type", "application/json", "Idempotency-Key", "loss-" + name));
        onReserved.run();
        String id = held.body().path("id").asText();
        String state =
                switch (random.nextInt(4)) {
                    case 0 -> moved(id, "confirm");
                    case 1 -> moved(id, "release");
                    default -> held.body().path("state").asText();
                };
        sales.add(new Sale(id, sku, state));
    }

    private String moved(String id, String transition) throws InterruptedException, TimeoutException {
        return until(200, "/v1/reservations/" + id + "/" + transition, "{}", Map.of("Content-Type", "application/json"))
                .body()
                .path("state")
                .asText();
    }

    private void receive(String id) throws InterruptedException, TimeoutException {
        int sku = random.nextInt(skus);
        until(202, "/v1/events", new String(EventText.receipt(id, SkuName.of(sku)), StandardCharsets.UTF_8), EVENT);
        received.merge(sku, 1, Integer::sum);
    }

    /** Any other answer than these and those to be tried again is a failure. */
    private Answer until(int wanted, String path, String body, Map<String, String> headers)
            throws InterruptedException, TimeoutException {
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Answer answer = http.ask(path, body, headers);
            answers.merge(answer.status(), 1, Integer::sum);
            if (answer.status() == wanted) {
                return answer;
            }
            if (!TRY_AGAIN.contains(answer.status())) {
                throw new IllegalStateException(path + " " + body + " answered " + answer);
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException(path + " got no answer for two minutes, last " + answer);
            }
            Pauses.millis(TRY_AGAIN_MILLIS);
        }
    }

    List<Sale> sales() {
        return sales;
    }

    /** Units that came in, by SKU. */
    Map<Integer, Integer> received() {
        return received;
    }

    /** How often, by status; 0: none. */
    Map<Integer, Integer> answers() {
        return answers;
    }

    /** Null: there was none. */
    Exception failure() {
        return failure;
    }
}
