package io.zapas.stocksync;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An outbox, versions per SKU and nothing else: for tests of what carries changes. Steps named in {@link #broken} fail. */
public final class FakeStock implements Stock {
    private final TreeMap<Long, OutboxItem> outbox = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private long seq;
    public volatile String broken = "";
    public final List<List<Command>> applied = new ArrayList<>();
    /** Transitions asked for. */
    public final List<TransitionCommand> transitions = new CopyOnWriteArrayList<>();
    /** What every transition is answered. */
    public volatile ReservationOutcome outcome = new ReservationOutcome.UnknownReservation();

    /** Availability is answered once this is complete. */
    public volatile CompletionStage<Void> slowly = CompletableFuture.completedStage(null);

    public final AtomicInteger outboxReads = new AtomicInteger();
    public boolean otherRules;
    public final Map<String, Instant> heardAt = new HashMap<>();
    public final List<String> freshened = new ArrayList<>();
    public final AtomicInteger looks = new AtomicInteger();

    /** One change of the SKU; answers its outbox id. */
    public synchronized String change(String sku) {
        return change(sku, false);
    }

    /** @param shown whether the item tells what is shown then, as those decided on this instance do */
    public synchronized String change(String sku, boolean shown) {
        seq++;
        versions.merge(sku, 1L, Long::sum);
        LedgerEntry entry = new LedgerEntry(
                seq,
                sku,
                "WH1",
                versions.get(sku),
                LedgerEntry.Reason.LEVEL,
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                seq,
                0,
                0,
                seq,
                0,
                null,
                "/erp",
                "e" + seq,
                null,
                null,
                null,
                0);
        String id = seq + "-0";
        outbox.put(
                seq,
                new OutboxItem(
                        id,
                        1,
                        seq,
                        Long.toString(seq - 1),
                        Long.toString(seq),
                        new byte[0],
                        List.of(new Change(List.of(entry), List.of(sku), null, null)),
                        shown ? Map.of(sku, shown(sku)) : null));
        return id;
    }

    public synchronized int waiting() {
        return outbox.size();
    }

    public synchronized long version(String sku) {
        return versions.getOrDefault(sku, 0L);
    }

    @Override
    public synchronized CompletionStage<List<OutboxItem>> outbox(String afterId, int limit) {
        outboxReads.incrementAndGet();
        if (broken.equals("outbox")) {
            return away();
        }
        long after = afterId == null ? 0 : number(afterId);
        List<OutboxItem> items =
                outbox.tailMap(after, false).values().stream().limit(limit).toList();
        if (SkippedStep.FORGETTING_LAST.skipped()) {
            items.forEach(item -> outbox.remove(item.number()));
        }
        return done(items);
    }

    @Override
    public synchronized CompletionStage<Void> trimOutbox(String id) {
        if (broken.equals("trim")) {
            return away();
        }
        outbox.headMap(number(id), true).clear();
        return done(null);
    }

    @Override
    public CompletionStage<Void> trimRelayed(OutboxItem newest) {
        return trimOutbox(newest.id());
    }

    @Override
    public synchronized CompletionStage<Map<String, ShownAvailability>> availability(Collection<String> skus) {
        if (broken.equals("availability")) {
            return away();
        }
        Map<String, ShownAvailability> found = new HashMap<>();
        for (String sku : skus) {
            if (versions.containsKey(sku)) {
                found.put(sku, shown(sku));
            }
        }
        return slowly.thenApply(ignored -> found);
    }

    private ShownAvailability shown(String sku) {
        return Shown.of(new Availability(
                sku, 1, 0, null, null, null, null, Product.unknown(sku), versions.get(sku), Instant.EPOCH, false));
    }

    @Override
    public synchronized CompletionStage<List<Applied>> apply(
            Position position, List<Command> commands, DeadLetters deadLetters) {
        if (broken.equals("apply")) {
            return away();
        }
        applied.add(List.copyOf(commands));
        return done(commands.stream()
                .map(command -> new Applied(Applied.Result.APPLIED, null))
                .toList());
    }

    @Override
    public CompletionStage<Positions> positions() {
        return done(new Positions(1, Map.of()));
    }

    @Override
    public synchronized CompletionStage<Map<String, Instant>> heard() {
        return broken.equals("heard") ? away() : done(Map.copyOf(heardAt));
    }

    @Override
    public synchronized CompletionStage<Boolean> rulesChanged() {
        return done(otherRules);
    }

    /** In two parts. */
    @Override
    public synchronized CompletionStage<Freshened> freshen(
            Map<String, Long> silent, boolean rulesChanged, String cursor) {
        if (broken.equals("freshen") && cursor != null) {
            return away();
        }
        freshened.add((cursor == null ? "begin " : "end ") + new TreeMap<>(silent) + (rulesChanged ? " rules" : ""));
        return done(new Freshened(cursor == null ? "half" : null, 1));
    }

    @Override
    public void adopt(long epoch, long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized CompletionStage<Mark> mark() {
        looks.incrementAndGet();
        return done(new Mark(1L, seq, Long.toString(seq), outbox.isEmpty() ? 0 : outbox.firstKey(), null));
    }

    @Override
    public CompletionStage<Optional<Evidence>> explain(String sku, String channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<LedgerEntry>> trail(String sku) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ReservationOutcome> reserve(ReserveCommand command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ReservationOutcome> transition(TransitionCommand command) {
        transitions.add(command);
        return done(outcome);
    }

    @Override
    public CompletionStage<Optional<Reservation>> reservation(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Integer> expire(Instant now, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<OfferPage> offers(String cursor) {
        throw new UnsupportedOperationException();
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static <T> CompletionStage<T> away() {
        return CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
    }
}
