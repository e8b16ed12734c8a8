package io.zapas.stocksync.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.FakeStock;
import io.zapas.stocksync.SkippedStep;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relay promises: nothing lost, ledger order kept, nothing forgotten too early, wherever it dies. */
class OutboxRelayTest {
    private Vertx vertx;
    private Context context;
    private final FakeStock stock = new FakeStock();
    private final FakeKafka kafka = new FakeKafka();
    private final FakeJournal journal = new FakeJournal();
    private final FakeRedis redis = new FakeRedis();
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private OutboxRelay relay() throws Exception {
        Lease lease = new Lease(redis, "relay", "me", Duration.ofSeconds(30), System::nanoTime);
        await(lease.renew());
        OutboxRelay relay =
                new OutboxRelay(context, stock, kafka, journal, lease, System::nanoTime, new SimpleMeterRegistry());
        relay.onSafe(shown -> told.add(shown.sku() + " " + shown.version()));
        relay.addListener(
                (change, availability) -> heard.add(change.entries().get(0).seq() + "-0"));
        context.runOnContext(ignored -> relay.start());
        return relay;
    }

    @Test
    void publishesEveryEntryInOrderAndTheNewestAvailabilityOfEachSku() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            stock.change("SKU-" + i % 7);
        }
        relay();
        until(() -> stock.waiting() == 0);

        assertThat(seqs()).isSorted().doesNotHaveDuplicates().hasSize(1_200);
        assertThat(kafka.values("stock.availability").size()).isLessThanOrEqualTo(4 * 7);
        assertNewestAvailability();
        assertThat(heard).hasSize(1_200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox", "ledger", "ledger-half", "availability", "availability-publish", "trim"})
    void diedAtAnyStepTheNextOneLosesNothingAndKeepsTheOrder(String step) throws Exception {
        for (int i = 0; i < 20; i++) {
            stock.change("SKU-" + i % 3);
        }
        breakAt(step);
        OutboxRelay first = relay();
        until(() -> first.status() != null && attempts(step) > 0);
        // It dies here: never heard of again. On its context, or it could be at work while this thread goes on.
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(ignored -> first.stop().onComplete(stopped));
        await(stopped.future());
        stock.change("SKU-1");
        stock.broken = "";
        kafka.refuse = written -> false;
        relay();
        until(() -> stock.waiting() == 0);

        assertReadersSee(21);
        assertNewestAvailability();
        assertThat(heard.stream()
                        .map(id -> Long.parseLong(id.split("-")[0]))
                        .distinct()
                        .toList())
                .hasSize(21)
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox", "ledger-half", "availability", "availability-publish", "trim"})
    void goesOnByItselfWhenKafkaOrRedisComesBack(String step) throws Exception {
        for (int i = 0; i < 20; i++) {
            stock.change("SKU-" + i % 3);
        }
        breakAt(step);
        relay();
        until(() -> attempts(step) > 0);
        assertThat(stock.waiting()).isEqualTo(20);
        // Between two attempts: a producer that lost one record of a partition takes no later one in its place.
        context.runOnContext(ignored -> {
            stock.broken = "";
            kafka.refuse = written -> false;
        });
        until(() -> stock.waiting() == 0);
        assertReadersSee(20);
        assertNewestAvailability();
    }

    @Test
    void aCallerHearsOnceTheJournalHasItsChangeAndTheLedgerFollows() throws Exception {
        OutboxRelay relay = relay();
        kafka.refuse = written -> written.topic().equals("stock.ledger");
        String id = stock.change("SKU-1");
        await(relay.relayed(id));
        assertThat(journal.kept).contains(1L);
        assertThat(kafka.values("stock.ledger")).isEmpty();
        // Whoever relays next finds it.
        assertThat(stock.waiting()).isEqualTo(1);
        kafka.refuse = written -> false;
        until(() -> stock.waiting() == 0);
        assertThat(kafka.values("stock.ledger")).hasSize(1);
        await(relay.relayed(id));
    }

    @Test
    void aCallerHearsNothingBeforeTheJournalHasTheChange() throws Exception {
        journal.refuses = true;
        OutboxRelay relay = relay();
        String id = stock.change("SKU-1");
        Future<Void> relayed = relay.relayed(id);
        int reads = stock.outboxReads.get();
        until(() -> stock.outboxReads.get() > reads + 2);
        assertThat(relayed.isComplete()).isFalse();
        assertThat(stock.waiting()).isEqualTo(1);
        // A rebuilt store might give its number to another change.
        assertThat(kafka.values("stock.ledger")).isEmpty();
        journal.refuses = false;
        await(relayed);
        assertThat(journal.kept).contains(1L);
    }

    @Test
    void whatIsShownIsToldOnceTheJournalHasItAndBeforeWhoeverWaitsForIt() throws Exception {
        journal.refuses = true;
        kafka.refuse = written -> true;
        stock.change("SKU-1", true);
        stock.change("SKU-2", true);
        String last = stock.change("SKU-1", true);
        OutboxRelay relay = relay();
        int reads = stock.outboxReads.get();
        until(() -> stock.outboxReads.get() > reads + 2);
        assertThat(told).isEmpty();
        Future<List<String>> heardBefore = relay.relayed(last).map(done -> List.copyOf(told));
        journal.refuses = false;
        // Once for each SKU, as it was left.
        assertThat(await(heardBefore)).containsExactly("SKU-1 2", "SKU-2 1");
        assertThat(kafka.values("stock.availability")).isEmpty();
        kafka.refuse = written -> false;
        until(() -> stock.waiting() == 0);
        assertNewestAvailability();
    }

    @Test
    void aLongBacklogIsSafeBeforeAllOfItsAvailabilityIsPublished() throws Exception {
        String last = null;
        for (int i = 0; i < 400; i++) {
            last = stock.change("SKU-" + i);
        }
        Promise<Void> read = Promise.promise();
        stock.slowly = read.future().toCompletionStage();
        // The first batch waits for its availability; the second need not wait for the first.
        await(relay().relayed(last));
        assertThat(kafka.values("stock.availability")).isEmpty();
        assertThat(stock.waiting()).isEqualTo(400);
        read.complete();
        until(() -> stock.waiting() == 0);
        assertThat(seqs()).hasSize(400).isSorted();
        assertThat(kafka.values("stock.availability")).hasSize(400);
    }

    @Test
    void slowAvailabilityHoldsNoCallerUp() throws Exception {
        Promise<Void> read = Promise.promise();
        stock.slowly = read.future().toCompletionStage();
        OutboxRelay relay = relay();
        // One round each: who waited for the availability of the first would never hear of the third.
        for (int i = 0; i < 5; i++) {
            await(relay.relayed(stock.change("SKU-1")));
        }
        assertThat(stock.waiting()).isEqualTo(5);
        read.complete();
        until(() -> stock.waiting() == 0);
        assertThat(seqs()).hasSize(5).isSorted();
        // What became safe meanwhile is published together.
        assertThat(kafka.values("stock.availability")).hasSize(2);
        assertNewestAvailability();
    }

    @Test
    void slowAvailabilityEndsUpHoldingTheJournal() throws Exception {
        for (int i = 0; i < 4 * OutboxRelay.CHANGES_PER_BATCH; i++) {
            stock.change("SKU-" + i % 100);
        }
        Promise<Void> read = Promise.promise();
        stock.slowly = read.future().toCompletionStage();
        relay();
        until(() -> journal.kept.size() > OutboxRelay.CHANGES_PER_BATCH);
        int reads;
        do {
            reads = stock.outboxReads.get();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * OutboxRelay.MAX_IDLE_MILLIS));
        } while (stock.outboxReads.get() > reads);
        assertThat(journal.kept).hasSizeLessThanOrEqualTo(OutboxRelay.CHANGES_PER_BATCH + 2 * OutboxRelay.MAX_BATCH);
        read.complete();
        until(() -> stock.waiting() == 0);
        assertThat(seqs()).hasSize(4 * OutboxRelay.CHANGES_PER_BATCH).isSorted();
        assertNewestAvailability();
    }

    @Test
    void nothingIsRetriedWhileAvailabilityIsOnItsWay() throws Exception {
        Promise<Void> read = Promise.promise();
        stock.slowly = read.future().toCompletionStage();
        AtomicInteger tries = new AtomicInteger();
        kafka.refuse = written -> written.topic().equals("stock.ledger") && tries.incrementAndGet() > 0;
        OutboxRelay relay = relay();
        await(relay.relayed(stock.change("SKU-1")));
        until(() -> tries.get() == 1);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * OutboxRelay.MAX_IDLE_MILLIS));
        assertThat(tries).hasValue(1);
        kafka.refuse = written -> false;
        read.complete();
        until(() -> stock.waiting() == 0);
        assertThat(seqs()).containsExactly(1L);
        assertNewestAvailability();
    }

    @Test
    void stoppedBetweenLedgerAndAvailabilityItLeavesNothingToRepeat() throws Exception {
        stock.change("SKU-1");
        Promise<Void> read = Promise.promise();
        stock.slowly = read.future().toCompletionStage();
        OutboxRelay relay = relay();
        until(() -> kafka.values("stock.ledger").size() == 1);
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(ignored -> relay.stop().onComplete(stopped));
        read.complete();
        await(stopped.future());
        assertThat(stock.waiting()).isZero();
        assertThat(kafka.values("stock.availability")).hasSize(1);
    }

    @Test
    void aCallerOnAnInstanceThatDoesNotLeadHearsFromTheOutbox() throws Exception {
        String id = stock.change("SKU-1");
        redis.answer = "";
        OutboxRelay follower = relay();
        Future<Void> relayed = follower.relayed(id);
        assertThat(kafka.written).isEmpty();
        stock.trimOutbox(id);
        await(relayed);
    }

    @Test
    void aCallerIsToldWhenItTakesTooLong() throws Exception {
        journal.refuses = true;
        OutboxRelay relay = relay();
        String id = stock.change("SKU-1");
        assertThatThrownBy(() -> await(relay.relayed(id))).hasMessageContaining("in time");
    }

    @Test
    void withoutTheLeaseItPublishesNothing() throws Exception {
        stock.change("SKU-1");
        redis.answer = "";
        OutboxRelay follower = relay();
        await(follower.relayed("0-0").otherwiseEmpty());
        assertThat(kafka.written).isEmpty();
    }

    @Test
    void leaseEndsByItselfWhenNobodyRenewsIt() throws Exception {
        long[] nanos = {0};
        Lease lease = new Lease(redis, "relay", "me", Duration.ofSeconds(2), () -> nanos[0]);
        assertThat(lease.held()).isFalse();
        await(lease.renew());
        assertThat(lease.held()).isTrue();
        nanos[0] = Duration.ofMillis(1_790).toNanos();
        assertThat(lease.held()).isTrue();
        nanos[0] = Duration.ofMillis(1_800).toNanos();
        assertThat(lease.held()).isFalse();
    }

    private void breakAt(String step) {
        switch (step) {
            case "ledger" -> kafka.refuse = written -> written.topic().equals("stock.ledger");
            // One partition is away from its second record on; an idempotent producer leaves no holes within one.
            case "ledger-half" ->
                kafka.refuse = written -> written.topic().equals("stock.ledger")
                        && written.key().equals("SKU-1")
                        && seq(written.value()) >= 5;
            case "availability-publish" ->
                kafka.refuse = written -> written.topic().equals("stock.availability");
            default -> stock.broken = step;
        }
    }

    /** At least one attempt has come as far as the broken step. */
    private int attempts(String step) {
        return switch (step) {
            case "outbox", "ledger" -> 1;
            case "ledger-half" -> kafka.values("stock.ledger").size();
            case "trim" -> kafka.values("stock.availability").size();
            default -> kafka.values("stock.ledger").size();
        };
    }

    private void assertNewestAvailability() {
        Map<String, Long> newest = new HashMap<>();
        for (String value : kafka.values("stock.availability")) {
            Availability availability = Json.read(value, Availability.class);
            newest.put(availability.sku(), availability.version());
        }
        newest.forEach((sku, version) -> assertThat(version).as(sku).isEqualTo(stock.version(sku)));
        assertThat(newest).isNotEmpty();
    }

    private List<Long> seqs() {
        return kafka.values("stock.ledger").stream().map(OutboxRelayTest::seq).toList();
    }

    private static long seq(String entry) {
        return Json.read(entry, LedgerEntry.class).seq();
    }

    /** A reader of one key that drops what it has seen gets every entry of that key, in order. */
    private void assertReadersSee(int entries) {
        Map<String, List<Long>> byKey = new HashMap<>();
        for (FakeKafka.Written record : List.copyOf(kafka.written)) {
            if (record.topic().equals("stock.ledger")) {
                byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(seq(record.value()));
            }
        }
        int seen = 0;
        for (Map.Entry<String, List<Long>> key : byKey.entrySet()) {
            List<Long> fresh = key.getValue().stream().distinct().toList();
            assertThat(fresh).as(key.getKey()).isSorted();
            seen += fresh.size();
        }
        assertThat(seen).isEqualTo(entries);
    }

    static void until(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 10 s").isLessThan(limit);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Takes everything, or nothing. */
    private static final class FakeJournal implements Safekeeping {
        private final List<Long> kept = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean refuses;
        private boolean established;

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public boolean established() {
            return established;
        }

        @Override
        public Future<Void> establish() {
            established = true;
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> keep(List<OutboxItem> items) {
            if (refuses) {
                return SkippedStep.JOURNAL_HAS_IT.skipped()
                        ? Future.succeededFuture()
                        : Future.failedFuture("the broker is away");
            }
            items.forEach(item -> kept.add(item.number()));
            return Future.succeededFuture();
        }
    }
}
