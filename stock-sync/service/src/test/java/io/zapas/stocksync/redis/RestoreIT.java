package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.redis.StockHistoriesIT.Pair;
import io.zapas.stocksync.redis.StockHistoriesIT.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Invariant 2: the journal replayed into an emptied store gives the same store, byte for byte, alone or onto a copy that was taken while work went on.
 */
class RestoreIT {
    private static final int SOME = 450;
    private static final int MANY = 1_300;
    private static final String REBUILD = "rebuild";
    /** Redis does not know it by this name: its source is sent each time. */
    private static final RedisScript ONE_COMMAND =
            new RedisScript("one", "redis.call(unpack(ARGV)) return 'done'", "0".repeat(40));

    @BeforeContainer
    static void makeRoom() {
        TestRedis.forgetEarlier();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return new StockHistoriesIT().histories();
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void theJournalGivesTheSameStore(
            @ForAll("histories") List<Step> before,
            @ForAll("histories") List<Step> afterwards,
            @ForAll @IntRange(min = 1, max = 40) int chunk) {
        Pair pair = new Pair();
        clutter(pair.shop, 5);
        before.forEach(pair::run);
        SortedMap<String, String> lost = StoreDump.of(pair.shop.redis);
        List<OutboxItem> journal = pair.shop.outbox();

        empty(pair.shop);
        restore(pair.shop, journal, 1, chunk);
        assertThat(StoreDump.of(pair.shop.redis)).isEqualTo(lost);
        assertThat(pair.shop.outbox()).hasSameSizeAs(journal);
        open(pair.shop);

        // And nobody notices.
        pair.compare();
        afterwards.forEach(pair::run);
        pair.compare();
    }

    @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
    void aCopyTakenDuringWorkAndTheJournalFromBeforeItGiveTheSameStore(
            @ForAll("histories") List<Step> before,
            @ForAll("histories") List<Step> during,
            @ForAll("histories") List<Step> afterwards,
            @ForAll @IntRange(min = 0, max = 20) int earlier,
            @ForAll Random random) {
        Pair pair = new Pair();
        clutter(pair.shop, SOME);
        before.forEach(pair::run);
        int from = Math.max(0, pair.shop.outbox().size() - earlier);

        List<Step> work = new ArrayList<>(during);
        List<byte[]> copy = new ArrayList<>();
        Store.End end = null;
        String cursor = null;
        int parts = 0;
        while (end == null) {
            Store.Part part = Shop.await(pair.shop.store.copy(cursor));
            copy.addAll(part.records());
            cursor = part.nextCursor();
            end = part.end();
            parts++;
            for (int steps = random.nextInt(12); steps > 0 && !work.isEmpty() && end == null; steps--) {
                pair.run(work.remove(0));
            }
        }
        assertThat(parts).isGreaterThan(1);
        Mark mark = Shop.await(pair.shop.stock.mark());
        assertThat(end).isEqualTo(new Store.End(mark.epoch(), mark.number(), mark.token()));
        afterwards.forEach(pair::run);
        SortedMap<String, String> lost = StoreDump.of(pair.shop.redis);
        List<OutboxItem> journal = pair.shop.outbox();

        empty(pair.shop);
        Shop.await(pair.shop.store.restore(REBUILD, Long.MAX_VALUE, copy));
        restore(pair.shop, journal.subList(from, journal.size()), Long.MAX_VALUE, 7);
        assertThat(StoreDump.of(pair.shop.redis)).isEqualTo(lost);
        assertThat(pair.shop.outbox()).isEmpty();
        open(pair.shop);
        pair.compare();
    }

    @Provide
    Arbitrary<List<List<String>>> commands() {
        Arbitrary<String> value = Arbitraries.strings().withChars("ab\u0105").ofMaxLength(2);
        Arbitrary<String> number = Arbitraries.integers().between(0, 9).map(String::valueOf);
        // Far from now: none of it ends while the test runs.
        Arbitrary<String> ends = Arbitraries.integers().between(1, 3).map(year -> (4_000_000_000_000L + year) + "");
        Arbitrary<String> text = Arbitraries.of("#s:a", "#s:b");
        Arbitrary<String> hash = Arbitraries.of("#src", "#t:a");
        Arbitrary<String> sortedSet = Arbitraries.of("#due", "#oo:a");
        return Arbitraries.oneOf(
                        Combinators.combine(text, value, value)
                                .as((key, one, other) -> List.of("MSET", key, one, "#s:c", other)),
                        Combinators.combine(text, value).as((key, set) -> List.of("SET", key, set)),
                        Combinators.combine(text, value, ends)
                                .as((key, set, until) -> List.of("SET", key, set, "PXAT", until)),
                        Combinators.combine(text, ends).as((key, until) -> List.of("PEXPIREAT", key, until)),
                        text.map(key -> List.of("PERSIST", key)),
                        Combinators.combine(hash, number, value, number)
                                .as((key, field, set, other) -> List.of("HSET", key, field, set, other, "")),
                        Combinators.combine(hash, number).as((key, field) -> List.of("HDEL", key, field)),
                        Combinators.combine(sortedSet, number, value)
                                .as((key, score, member) -> List.of("ZADD", key, score, member)),
                        Combinators.combine(sortedSet, value, value)
                                .as((key, member, other) -> List.of("ZREM", key, member, other)),
                        Arbitraries.oneOf(text, hash, sortedSet).map(key -> List.of("DEL", key)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    /** However many of them are carried out together: joined, and what is superseded left out. */
    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void writesMayBeJoined(
            @ForAll("commands") List<List<String>> commands, @ForAll @IntRange(min = 2, max = 30) int together) {
        Shop alone = new Shop();
        Shop joined = new Shop();
        List<Shop> shops = List.of(alone, joined);
        shops.forEach(RestoreIT::empty);
        for (List<String> command : commands) {
            Shop.await(alone.redis
                    .evalBytes(ONE_COMMAND, new String[] {alone.redis.key("stock")}, words(alone, command))
                    .toCompletionStage());
        }
        for (int from = 0; from < commands.size(); from += together) {
            List<List<String>> part = commands.subList(from, Math.min(commands.size(), from + together));
            Shop.await(joined.store.restore(REBUILD, Long.MAX_VALUE, List.of(copied(joined, part))));
        }
        assertThat(StoreDump.of(joined.redis)).isEqualTo(StoreDump.of(alone.redis));
    }

    /** Those that begin with # are keys. */
    private static byte[][] words(Shop shop, List<String> command) {
        return command.stream()
                .map(word -> word.startsWith("#") ? shop.redis.key("stock:" + word.substring(1)) : word)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** As a part of a copy. */
    private static byte[] copied(Shop shop, List<List<String>> commands) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(2).packInt(2).packArrayHeader(commands.size());
            for (List<String> command : commands) {
                out.packArrayHeader(command.size());
                for (byte[] word : words(shop, command)) {
                    out.packRawStringHeader(word.length);
                    out.writePayload(word);
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hashes and sorted sets larger than what is copied whole. */
    @Example
    void largeCollectionsAreCopiedInParts() {
        Shop shop = new Shop();
        clutter(shop, MANY);
        List<byte[]> copy = new ArrayList<>();
        Store.Part part = Shop.await(shop.store.copy(null));
        copy.addAll(part.records());
        while (part.nextCursor() != null) {
            part = Shop.await(shop.store.copy(part.nextCursor()));
            copy.addAll(part.records());
        }
        SortedMap<String, String> lost = StoreDump.of(shop.redis);
        empty(shop);
        Shop.await(shop.store.restore(REBUILD, Long.MAX_VALUE, copy));
        assertThat(StoreDump.of(shop.redis)).isEqualTo(lost);
    }

    @Example
    void whoeverBeganLaterOwnsTheStore() {
        Shop shop = new Shop();
        clutter(shop, 3);
        List<OutboxItem> journal = shop.outbox();
        Shop.await(shop.store.begin("one"));
        Shop.await(shop.store.begin("two"));
        assertThatThrownBy(() -> Shop.await(shop.store.wipe("one"))).hasMessageContaining("another instance");
        Shop.await(shop.store.wipe("two"));
        assertThatThrownBy(() -> Shop.await(
                        shop.store.restore("one", 1, List.of(journal.get(0).record()))))
                .hasMessageContaining("another instance");
        assertThatThrownBy(() -> Shop.await(shop.store.open("one", 2))).hasMessageContaining("another instance");
        assertThat(StoreDump.of(shop.redis)).containsOnlyKeys("meta");
        Shop.await(shop.store.open("two", 2));
        assertThat(Shop.await(shop.stock.mark()).epoch()).isEqualTo(2);
    }

    /** What has other numbers is not forgotten: a replica that lagged gave them to changes that Kafka does not have. */
    @Example
    void theOutboxIsCutOnlyAtAnItemThatStandsThere() {
        Shop shop = new Shop();
        clutter(shop, 3);
        List<OutboxItem> items = shop.outbox();
        OutboxItem last = items.get(items.size() - 1);
        OutboxItem other = new OutboxItem(
                last.id(), last.epoch(), last.number(), last.previous(), "other", last.record(), List.of(), null);
        OutboxItem beyond = new OutboxItem(
                (last.number() + 1) + "-0", 1, last.number() + 1, last.token(), "t", last.record(), List.of(), null);
        Shop.await(shop.stock.trimRelayed(other));
        Shop.await(shop.stock.trimRelayed(beyond));
        assertThat(shop.outbox()).hasSameSizeAs(items);
        Shop.await(shop.stock.trimRelayed(items.get(0)));
        assertThat(shop.outbox()).hasSize(items.size() - 1);
        Shop.await(shop.stock.trimRelayed(last));
        assertThat(shop.outbox()).isEmpty();
    }

    /** Keys of every kind beside what histories make: listings, parked events, events seen, positions, holds. */
    private static void clutter(Shop shop, int size) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            StockEvent event = i % 2 == 0
                    ? new Offer("allegro", "offer-" + i, i % 10 == 0 ? "UNHEARD" : "A", 1, null)
                    : new StockLevel("C" + i % 7, "WH1", i, StockLevel.Basis.PHYSICAL, null);
            Command command = shop.command("clutter", Shop.second(i), event);
            commands.add(
                    new Command(i, command.source(), command.eventId(), command.at(), command.now(), command.event()));
        }
        for (int from = 0; from < size; from += 400) {
            int to = Math.min(size, from + 400);
            Shop.await(shop.apply(new Position(Shop.EPOCH, "erp.events", 1, from, to), commands.subList(from, to)));
        }
        for (int i = 0; i < Math.min(size / 2, 600); i++) {
            shop.reserve(shop.request("clutter-" + i, "C1", 1));
        }
    }

    private static void empty(Shop shop) {
        Shop.await(shop.store.begin(REBUILD));
        Shop.await(shop.store.wipe(REBUILD));
        assertThat(StoreDump.of(shop.redis)).containsOnlyKeys("meta");
    }

    private static void restore(Shop shop, List<OutboxItem> journal, long oldest, int chunk) {
        for (int from = 0; from < journal.size(); from += chunk) {
            List<byte[]> records = journal.subList(from, Math.min(journal.size(), from + chunk)).stream()
                    .map(OutboxItem::record)
                    .toList();
            Shop.await(shop.store.restore(REBUILD, oldest, records));
        }
    }

    private static void open(Shop shop) {
        Shop.await(shop.store.open(REBUILD, Shop.EPOCH));
    }
}
