package io.zapas.forecast.history;

import io.vertx.core.Future;
import io.zapas.forecast.position.LoopPositions;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.api.LedgerEntry;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds batches of {@code stock.ledger} into {@link HistoryStore}. Exactly once in effect: a batch that was applied, wholly or in part, by
 * a run before this one is recognised by its position, a record that was published twice by its sequence number. An unreadable record goes to the
 * dead letters before the position moves past it.
 */
public final class LedgerFold implements KafkaAccess.BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(LedgerFold.class);
    private static final int MAX_OVERLAPS = 3;

    private final HistoryStore store;
    private final HistoryCalendar calendar;
    private final KafkaAccess kafka;
    private final InstantSource clock;
    private final BiConsumer<String, Set<String>> changed;

    /** @param changed told the partition and the SKUs whose history has changed, once it is stored */
    public LedgerFold(
            HistoryStore store,
            HistoryCalendar calendar,
            KafkaAccess kafka,
            InstantSource clock,
            BiConsumer<String, Set<String>> changed) {
        this.store = store;
        this.calendar = calendar;
        this.kafka = kafka;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public Future<Void> handle(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        List<Positioned> entries = new ArrayList<>(records.size());
        Future<Void> kept = Future.succeededFuture();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                entries.add(new Positioned(record.offset(), read(record)));
            } catch (UncheckedIOException | IllegalArgumentException e) {
                kept = kept.compose(before -> kafka.deadLetter(record, "unreadable", e.getMessage()));
            }
        }
        long from = records.get(0).offset();
        long next = records.get(records.size() - 1).offset() + 1;
        return kept.compose(done -> fold(partition, entries, from, next, MAX_OVERLAPS));
    }

    private record Positioned(long offset, LedgerEntry entry) {}

    private static LedgerEntry read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new IllegalArgumentException("value: is required");
        }
        LedgerEntry entry = Json.read(record.value(), LedgerEntry.class);
        if (entry.sku() == null || (entry.at() == null && entry.recordedAt() == null)) {
            throw new IllegalArgumentException((entry.sku() == null ? "sku" : "recordedAt") + ": is required");
        }
        return entry;
    }

    private Future<Void> fold(
            TopicPartition partition, List<Positioned> entries, long from, long next, int overlapsLeft) {
        Set<String> skus = new LinkedHashSet<>();
        entries.forEach(positioned -> skus.add(positioned.entry().sku()));
        Instant now = clock.instant();
        return store.cursors(skus).compose(cursors -> {
            Map<String, HistoryChange> changes = new HashMap<>();
            int known = 0;
            for (Positioned positioned : entries) {
                LedgerEntry entry = positioned.entry();
                HistoryChange change =
                        changes.computeIfAbsent(entry.sku(), sku -> new HistoryChange(cursors.get(sku), calendar, now));
                known += change.fold(entry) ? 0 : 1;
            }
            if (known > 0) {
                log.atDebug().addKeyValue("entries", known).log("Ledger entries seen before");
            }
            return store.apply(partition, from, next, calendar.oldestDay(now), changes)
                    .compose(position -> {
                        if (position == next) {
                            changes.values().removeIf(HistoryChange::isEmpty);
                            changed.accept(LoopPositions.name(partition), Set.copyOf(changes.keySet()));
                            return Future.succeededFuture();
                        }
                        return behind(partition, entries, position, next, overlapsLeft);
                    });
        });
    }

    /** Somebody has applied records up to {@code position}: this instance before a lost answer, or another one. */
    private Future<Void> behind(
            TopicPartition partition, List<Positioned> entries, long position, long next, int overlapsLeft) {
        if (position >= next) {
            Set<String> skus = new LinkedHashSet<>();
            entries.forEach(positioned -> skus.add(positioned.entry().sku()));
            changed.accept(LoopPositions.name(partition), skus);
            return Future.succeededFuture();
        }
        if (overlapsLeft == 0) {
            return Future.failedFuture(
                    new IllegalStateException("another instance is folding " + partition + " at the same time"));
        }
        List<Positioned> rest = entries.stream()
                .filter(positioned -> positioned.offset() >= position)
                .toList();
        return fold(partition, rest, position, next, overlapsLeft - 1);
    }
}
