package io.zapas.bench.losses;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.losses.Customer.Sale;
import io.zapas.bench.losses.Reckoning.Units;
import io.zapas.bench.process.Http.Answer;
import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.SuiteProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Customers at work while one blow after the other strikes the service; afterwards everything that was acknowledged must be there, once, and nothing else. Used by one thread.
 */
public final class Storm {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(1);
    /** The service notices a loss with its next call: it counts as ready when it has been for so long. */
    private static final long STAYS_READY_NANOS = 600_000_000L;
    /** Between two blows. */
    private static final int CALM_MILLIS = 4_000;

    private final SuiteProcess suite;
    private final Map<Integer, Long> first;
    private final Random random;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final List<Customer> customers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Gap reserved = new Gap();
    private final Map<Blow, List<Double>> readySeconds = new EnumMap<>(Blow.class);
    private final Map<Blow, List<Double>> silentSeconds = new EnumMap<>(Blow.class);

    /**
     * Customers begin.
     *
     * @param first quantity on hand of each SKU, by its number
     */
    public Storm(SuiteProcess suite, Map<Integer, Long> first, int customers, long seed) {
        this.suite = suite;
        this.first = Map.copyOf(first);
        this.random = new Random(seed);
        for (int i = 0; i < customers; i++) {
            Customer customer = new Customer(suite.http(), i, first.size(), seed, open::get, reserved::sign);
            Thread thread = new Thread(customer, "customer-" + i);
            thread.setDaemon(true);
            thread.start();
            this.customers.add(customer);
            threads.add(thread);
        }
    }

    /** Each blow so many times, in random order; {@code say} is told of each. */
    public void rage(int times, Consumer<String> say) throws Exception {
        List<Blow> blows = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            blows.addAll(List.of(Blow.values()));
        }
        Collections.shuffle(blows, random);
        for (Blow blow : blows) {
            Pauses.millis(random.nextInt(CALM_MILLIS));
            reserved.restart();
            blow.strike(suite, random);
            long begin = System.nanoTime();
            blow.mend(suite);
            double seconds = (untilReady() - begin) / 1e9;
            double silent = reserved.longestSeconds();
            readySeconds.computeIfAbsent(blow, none -> new ArrayList<>()).add(seconds);
            silentSeconds.computeIfAbsent(blow, none -> new ArrayList<>()).add(silent);
            say.accept(String.format(
                    Locale.ROOT,
                    "%s: ready again after %.1f s, no reservation for %.1f s",
                    blow.text(),
                    seconds,
                    silent));
        }
        Pauses.millis(CALM_MILLIS);
        open.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
        for (Customer customer : customers) {
            if (customer.failure() != null) {
                throw new IllegalStateException("a customer gave up: " + customer.failure(), customer.failure());
            }
        }
    }

    /** Since when it is, nanoseconds. */
    private long untilReady() throws Exception {
        long[] since = {-1};
        Pauses.until("ready again", READY_LIMIT, () -> {
            if (!suite.ready()) {
                since[0] = -1;
                return false;
            }
            since[0] = since[0] < 0 ? System.nanoTime() : since[0];
            return System.nanoTime() - since[0] > STAYS_READY_NANOS;
        });
        return since[0];
    }

    /** Seconds from the end of a blow until the service was ready, by blow. */
    public Map<Blow, List<Double>> readySeconds() {
        return readySeconds;
    }

    /** The longest time from the beginning of a blow until the service was ready again in which no reservation was acknowledged, by blow. */
    public Map<Blow, List<Double>> silentSeconds() {
        return silentSeconds;
    }

    /** Reservations that were acknowledged. */
    public int acknowledged() {
        return sales().size();
    }

    /** Answers by status; 0: none. */
    public Map<Integer, Integer> answers() {
        Map<Integer, Integer> all = new TreeMap<>();
        customers.forEach(
                customer -> customer.answers().forEach((status, count) -> all.merge(status, count, Integer::sum)));
        return all;
    }

    private List<Sale> sales() {
        return customers.stream().flatMap(customer -> customer.sales().stream()).toList();
    }

    /** Throws when anything acknowledged is not there, is there twice or in another state, or anything else is there. */
    public void requireAllThere() throws Exception {
        Map<Integer, Long> received = new HashMap<>();
        customers.forEach(customer ->
                customer.received().forEach((sku, quantity) -> received.merge(sku, (long) quantity, Long::sum)));
        Reckoning reckoning = Reckoning.of(first, sales(), received);
        for (Sale sale : reckoning.sales()) {
            Answer found = suite.http().ask("/v1/reservations/" + sale.id());
            Optional<String> wrong = Reckoning.wrong(
                    sale, found.status(), found.body().path("state").asText());
            if (wrong.isPresent()) {
                throw new IllegalStateException(wrong.get());
            }
        }
        AtomicReference<String> wrong = new AtomicReference<>();
        try {
            // An event is acknowledged when Kafka has it; the stock follows.
            Pauses.until("every event is applied", SETTLE_LIMIT, () -> {
                wrong.set(wrong(reckoning).orElse(null));
                return wrong.get() == null;
            });
        } catch (TimeoutException e) {
            throw new IllegalStateException(wrong.get(), e);
        }
    }

    /** About the first SKU whose units are not what was acknowledged; empty: there is none. */
    private Optional<String> wrong(Reckoning reckoning) throws Exception {
        for (int sku : reckoning.skus()) {
            JsonNode place = suite.http()
                    .get("/v1/availability/" + SkuName.of(sku))
                    .path("locations")
                    .path(0);
            Optional<String> wrong = reckoning.wrong(
                    sku,
                    new Units(
                            place.path("onHand").longValue(),
                            place.path("reserved").longValue()));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }
}
