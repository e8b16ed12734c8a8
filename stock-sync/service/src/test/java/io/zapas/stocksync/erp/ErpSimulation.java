package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Book;
import io.zapas.stocksync.erp.rows.Locations;
import io.zapas.stocksync.erp.rows.Mapping;
import io.zapas.stocksync.erp.rows.Mode;
import io.zapas.testkit.VirtualClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * An ERP with a few products and warehouses, the records Debezium writes of it (repeated after crashes of its own, with late snapshots), and a reader that crashes between any two of its steps: before what is
 * known is stored, after it was stored without anybody hearing of it, before an event is told, and after some of them.
 */
final class ErpSimulation {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final int PARTITIONS = 2;
    private static final int PRODUCTS = 4;
    private static final int WAREHOUSES = 2;

    private final Random random;
    private final Mapping mapping;
    private final Columns columns;
    final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-14T20:00:00Z"));
    final FakeKafka kafka = new FakeKafka();
    double crashes;
    int crashed;

    /** The ERP. */
    private final Map<Integer, String> symbols = new TreeMap<>();

    private final Map<Integer, String> warehouses = new TreeMap<>();
    private final Map<String, StockRow> rows = new TreeMap<>();
    private int nextRow;
    private int lsn;

    /** What Debezium wrote. */
    private final Map<TopicPartition, List<byte[]>> topics = new LinkedHashMap<>();

    /** What the reader stored. */
    private final Map<String, byte[]> stored = new LinkedHashMap<>();

    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private Book book;
    private RowIntake intake;

    private record StockRow(int product, int warehouse, BigDecimal units, LocalDate day) {}

    /** The system's names. */
    record Columns(
            String productId,
            String symbol,
            String warehouseId,
            String warehouseSymbol,
            String rowId,
            String rowProduct,
            String rowWarehouse,
            String units,
            String day) {}

    ErpSimulation(Random random, Mapping mapping, Columns columns) {
        this.random = random;
        this.mapping = mapping;
        this.columns = columns;
        open();
    }

    // The ERP and Debezium.

    private String commit() {
        return String.format("%08x:%08x:%04x", 1, lsn, 1);
    }

    /** A change, or a snapshot's row, of one row of a table. */
    private void write(String table, String key, String op, ObjectNode row, String commit, long atMillis) {
        ObjectNode envelope = Json.mapper().createObjectNode().put("op", op);
        envelope.set(op.equals("d") ? "before" : "after", row);
        ObjectNode source = envelope.putObject("source")
                .put("schema", table.substring(0, table.indexOf('.')))
                .put("table", table.substring(table.indexOf('.') + 1))
                .put("ts_ms", atMillis)
                .put("commit_lsn", commit);
        if (!op.equals("r")) {
            source.put("change_lsn", commit).put("event_serial_no", 1);
        }
        List<byte[]> partition = topics.computeIfAbsent(
                new TopicPartition(table, Math.floorMod(key.hashCode(), PARTITIONS)), p -> new ArrayList<>());
        partition.add(Json.bytes(envelope));
        if (op.equals("d")) {
            partition.add(null);
        }
        if (random.nextInt(20) == 0) {
            // Debezium died and goes on from where it remembers.
            int from = Math.max(0, partition.size() - 1 - random.nextInt(6));
            partition.addAll(new ArrayList<>(partition.subList(from, partition.size())));
        }
    }

    private void committed(String table, String key, String op, ObjectNode row) {
        lsn++;
        write(table, key, op, row, commit(), clock.millis());
    }

    private ObjectNode row(String key, StockRow row) {
        ObjectNode node = Json.mapper()
                .createObjectNode()
                .put(columns.rowProduct(), row.product())
                .put(columns.rowWarehouse(), row.warehouse())
                .put(
                        columns.units(),
                        row.units().setScale(4, RoundingMode.HALF_UP).toPlainString());
        if (!columns.rowId().isEmpty()) {
            node.put(columns.rowId(), key);
        }
        if (row.day() != null) {
            node.put(columns.day(), row.day().toEpochDay());
        }
        return node;
    }

    private void name(int product) {
        String symbol = (random.nextInt(5) == 0 ? "S" : "P") + product + "-" + random.nextInt(3);
        boolean known = symbols.put(product, symbol) != null;
        committed(
                mapping.tables().products(),
                "p" + product,
                known ? "u" : "c",
                Json.mapper()
                        .createObjectNode()
                        .put(columns.productId(), product)
                        .put(columns.symbol(), symbol));
    }

    private void nameWarehouse(int warehouse) {
        String symbol = "W" + warehouse + (random.nextInt(3) == 0 ? "X" : "");
        boolean known = warehouses.put(warehouse, symbol) != null;
        committed(
                mapping.tables().warehouses(),
                "w" + warehouse,
                known ? "u" : "c",
                Json.mapper()
                        .createObjectNode()
                        .put(columns.warehouseId(), warehouse)
                        .put(columns.warehouseSymbol(), symbol));
    }

    private BigDecimal units() {
        return BigDecimal.valueOf(random.nextInt(60) - 5L).divide(BigDecimal.valueOf(2));
    }

    private void stock() {
        String table = mapping.tables().stock();
        int product = 1 + random.nextInt(PRODUCTS);
        int warehouse = 1 + random.nextInt(WAREHOUSES);
        List<String> there = rows.keySet().stream().sorted().toList();
        boolean one = mapping.mode() == Mode.LEVEL;
        String key = one
                ? product + "/" + warehouse
                : there.isEmpty() || random.nextInt(3) == 0
                        ? Integer.toString(++nextRow)
                        : there.get(random.nextInt(there.size()));
        StockRow before = rows.get(key);
        if (before != null && random.nextInt(4) == 0 && isSafeToDelete(key)) {
            rows.remove(key);
            committed(table, key, "d", row(key, before));
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), WARSAW);
        StockRow after = before == null
                ? new StockRow(product, warehouse, units(), newDay(product, warehouse, today))
                : new StockRow(before.product(), before.warehouse(), units(), before.day());
        if (after.day() == null && mapping.mode() == Mode.LEVEL_BY_DAY) {
            return;
        }
        rows.put(key, after);
        committed(table, key, before == null ? "c" : "u", row(key, after));
    }

    /** A day that has no row yet; null: all of them have. */
    private LocalDate newDay(int product, int warehouse, LocalDate today) {
        if (mapping.mode() != Mode.LEVEL_BY_DAY) {
            return null;
        }
        LocalDate day = today.plusDays(random.nextInt(4) - 1L);
        return rows.values().stream()
                        .anyMatch(row ->
                                row.product() == product && row.warehouse() == warehouse && day.equals(row.day()))
                ? null
                : day;
    }

    /** Of many days only some are remembered: the newest of the past is not taken away here. */
    private boolean isSafeToDelete(String key) {
        StockRow row = rows.get(key);
        return mapping.mode() != Mode.LEVEL_BY_DAY || row.day().isAfter(LocalDate.ofInstant(clock.instant(), WARSAW));
    }

    /** Some rows are read by a snapshot now, and written later. */
    private List<Runnable> late() {
        List<Runnable> writes = new ArrayList<>();
        String at = commit();
        long atMillis = clock.millis();
        rows.forEach((key, row) -> {
            if (random.nextInt(3) == 0) {
                ObjectNode node = row(key, row);
                writes.add(() -> write(mapping.tables().stock(), key, "r", node, at, atMillis));
            }
        });
        return writes;
    }

    void live(int steps) {
        List<Runnable> snapshot = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(3) > 0) {
                clock.advance(Duration.ofMillis(random.nextInt(3)));
            }
            if (random.nextInt(40) == 0) {
                clock.advance(Duration.ofHours(random.nextInt(9)));
            }
            switch (random.nextInt(10)) {
                case 0 -> name(1 + random.nextInt(PRODUCTS));
                case 1 -> nameWarehouse(1 + random.nextInt(WAREHOUSES));
                case 2 -> {
                    if (snapshot.isEmpty()) {
                        snapshot.addAll(late());
                    } else {
                        snapshot.remove(0).run();
                    }
                }
                default -> stock();
            }
            if (random.nextInt(3) == 0) {
                read();
            }
        }
        for (int product = 1; product <= PRODUCTS; product++) {
            if (!symbols.containsKey(product)) {
                name(product);
            }
        }
        for (int warehouse = 1; warehouse <= WAREHOUSES; warehouse++) {
            if (!warehouses.containsKey(warehouse)) {
                nameWarehouse(warehouse);
            }
        }
        snapshot.forEach(Runnable::run);
    }

    // The reader.

    private void open() {
        Book opened = new Book(
                mapping, Basis.PHYSICAL, new Locations(Map.of(), Set.of(), true), WARSAW, false, clock.instant());
        Outbox outbox = new Outbox();
        stored.forEach((key, value) -> {
            if (!outbox.restore(key, value)) {
                opened.restore(KeptEntries.entry(key, value));
            }
        });
        ErpSettings settings = new ErpSettings(
                "/erp/test",
                mapping,
                topics.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()),
                Basis.PHYSICAL,
                new Locations(Map.of(), Set.of(), true),
                4,
                1,
                false,
                WARSAW);
        book = opened;
        intake = new RowIntake(
                settings,
                opened,
                outbox,
                kafka,
                new JsonCloudEventCodec(),
                new StoringTenure(),
                clock,
                new SimpleMeterRegistry());
        attempt(() -> intake.retell().compose(told -> intake.change(() -> opened.resume(clock.instant()))));
    }

    private boolean strikes() {
        return random.nextDouble() < crashes;
    }

    private void attempt(Supplier<Future<Void>> work) {
        boolean[] dead = new boolean[1];
        // Who died in the middle tells no more.
        kafka.refuse = written -> dead[0] |= strikes();
        Future<Void> done = work.get();
        assertThat(done.isComplete()).isTrue();
        if (done.failed()) {
            crashed++;
            open();
        }
    }

    /** One batch of one partition, or the calendar. */
    void read() {
        if (random.nextInt(8) == 0) {
            attempt(() -> intake.change(() -> book.turn(
                    clock.instant(), clock.instant().minus(Duration.ofDays(7)).toEpochMilli())));
            return;
        }
        List<TopicPartition> behind = topics.keySet().stream()
                .filter(partition -> next(partition) < topics.get(partition).size())
                .toList();
        if (behind.isEmpty()) {
            return;
        }
        TopicPartition partition = behind.get(random.nextInt(behind.size()));
        List<byte[]> all = topics.get(partition);
        int from = (int) next(partition);
        int to = Math.min(all.size(), from + 1 + random.nextInt(5));
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        for (int offset = from; offset < to; offset++) {
            batch.add(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "key", all.get(offset)));
        }
        attempt(() -> intake.take(partition, batch));
    }

    private long next(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** Reads to the end, undisturbed. */
    void finish() {
        crashes = 0;
        while (topics.keySet().stream().anyMatch(p -> next(p) < topics.get(p).size())) {
            read();
        }
        attempt(() -> intake.change(() -> {
            book.turn(clock.instant(), 0);
            book.settle();
        }));
    }

    private final class StoringTenure implements Tenure {
        @Override
        public Future<Void> ended() {
            return Future.future(promise -> {});
        }

        @Override
        public Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> next) {
            boolean lost = strikes();
            if (!lost || random.nextBoolean()) {
                for (Document document : documents) {
                    if (document.json() == null) {
                        stored.remove(document.key());
                    } else {
                        stored.put(document.key(), document.json());
                    }
                }
                positions.putAll(next);
            }
            return lost ? Future.failedFuture("no answer") : Future.succeededFuture();
        }

        @Override
        public Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> confirm() {
            throw new UnsupportedOperationException();
        }
    }

    // What comes of it.

    /** Levels that are not 0, as the ERP's own rows say. */
    Map<String, Long> expected() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), WARSAW);
        Map<String, BigDecimal> shelves = new TreeMap<>();
        Map<String, LocalDate> days = new HashMap<>();
        rows.forEach((key, row) -> {
            String shelf = row.product() + "/" + row.warehouse();
            if (mapping.mode() != Mode.LEVEL_BY_DAY) {
                shelves.merge(shelf, row.units(), BigDecimal::add);
            } else if (!row.day().isAfter(today)
                    && (!days.containsKey(shelf) || row.day().isAfter(days.get(shelf)))) {
                days.put(shelf, row.day());
                shelves.put(shelf, row.units());
            }
        });
        Map<String, Long> levels = new TreeMap<>();
        shelves.forEach((shelf, units) -> {
            int divider = shelf.indexOf('/');
            String spot = symbols.get(Integer.valueOf(shelf.substring(0, divider))) + "@"
                    + warehouses.get(Integer.valueOf(shelf.substring(divider + 1)));
            levels.merge(spot, units.setScale(0, RoundingMode.FLOOR).longValueExact(), Long::sum);
        });
        levels.values().removeIf(units -> units == 0);
        return levels;
    }

    /** Levels that are not 0, as whoever heard the events has them. Of one id all words are the same, and versions grow. */
    Map<String, Long> heard() {
        Map<String, String> words = new HashMap<>();
        Map<String, Long> versions = new HashMap<>();
        Map<String, Long> levels = new TreeMap<>();
        for (FakeKafka.Written event : List.copyOf(kafka.written)) {
            String id = event.headers().get("ce_id");
            String before = words.putIfAbsent(id, event.headers().get("ce_time") + event.value());
            if (before != null) {
                assertThat(event.headers().get("ce_time") + event.value())
                        .as(id)
                        .isEqualTo(before);
                continue;
            }
            var data = Json.tree(event.value().getBytes(StandardCharsets.UTF_8));
            String spot =
                    data.get("sku").textValue() + "@" + data.get("location").textValue();
            long version = data.get("version").longValue();
            assertThat(version).as("%s %s", spot, id).isGreaterThan(versions.getOrDefault(spot, -1L));
            versions.put(spot, version);
            levels.put(spot, data.get("quantity").longValue());
        }
        levels.values().removeIf(units -> units == 0);
        return levels;
    }

    int events() {
        return kafka.written.size();
    }

    long deadLetters() {
        return kafka.written.stream()
                .filter(written -> written.topic().endsWith(".dlq"))
                .count();
    }

    int parked() {
        return book.parked();
    }
}
