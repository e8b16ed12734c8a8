package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.FactMap;
import io.zapas.alerting.api.History;
import io.zapas.alerting.api.PackWriter;
import io.zapas.alerting.domain.Life.Ping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is kept packed comes back as it was, whatever it holds. */
class PackedAlertProperties {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "AB",
            "OUT_OF_STOCK",
            "Żarówka LED",
            "😀👩‍👩‍👧‍👦",
            "\ud83d",
            "\udc00x\ud83d",
            "مصباح",
            "x".repeat(300),
            "\u0000",
            "5901234123457",
            "0590123412345",
            "999999999999999999",
            "1000000000000000000",
            "007",
            "2026-11-29",
            "2024-02-29",
            "2026-02-29",
            "2026-13-01",
            "0000-01-01",
            "2026-11-2x",
            "2026-11-29T08:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "2026-11-29T08:00:00.120Z",
            "2026-11-29T08:00:00.000Z",
            "2026-11-29T08:00:00.120000Z",
            "2026-11-29T08:00:00.12Z",
            "2026-11-29T24:00:00Z",
            "2026-11-29T08:00:00.123456z",
            "MAIN");

    @Property(tries = 300)
    void factsAreTheMapTheyWereMadeOf(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Object> facts = map(random, 3);
        Map<String, Object> packed = FactMap.copyOf(facts);
        assertThat(packed).as("seed %d", seed).isEqualTo(facts).hasSameHashCodeAs(facts);
        assertThat(facts).as("seed %d", seed).isEqualTo(packed);
        facts.forEach((name, value) -> {
            assertThat(packed.get(name)).as("%s, seed %d", name, seed).isEqualTo(value);
            assertThat(packed.containsKey(name)).isTrue();
        });
        assertThat(packed.get("no such fact")).isNull();
        assertThat(List.copyOf(packed.keySet())).as("seed %d", seed).isSorted();
        assertThat(FactMap.copyOf(packed)).isSameAs(packed);

        Map<String, Object> other = new HashMap<>(facts);
        assertThat(FactMap.copyOf(other)).as("seed %d", seed).isEqualTo(packed);
        other.put("one more", 1L);
        assertThat(FactMap.copyOf(other)).as("seed %d", seed).isNotEqualTo(packed);
        for (String name : facts.keySet()) {
            Map<String, Object> changed = new HashMap<>(facts);
            changed.put(name, List.of("changed"));
            assertThat(FactMap.copyOf(changed)).as("%s, seed %d", name, seed).isNotEqualTo(packed);
        }
    }

    @Property(tries = 300)
    void anAlertIsTheOneThatWasPacked(@ForAll long seed) {
        Tracked tracked = tracked(new Random(seed));
        byte[] packed = PackedAlert.pack(tracked);
        assertThat(PackedAlert.unpack(tracked.id(), packed)).as("seed %d", seed).isEqualTo(tracked);
        assertThat(PackedAlert.pack(tracked, packed, new PackWriter()))
                .as("with what never changes from what was packed before, seed %d", seed)
                .isEqualTo(packed);
    }

    /** Fills what is kept of names in this process: from then on new sets of names are kept in each map, which is then the same map. */
    @Test
    void aMapIsTheSameWhereThereAreTooManySetsOfNames() {
        Map<String, Object> early = FactMap.copyOf(Map.of("early", 1L, "common", "text"));
        for (int i = 0; i < 20_000; i++) {
            Map<String, Object> facts =
                    new HashMap<>(Map.of("name-" + i, (long) i, "common", "text", "inner", Map.of("of-" + i, true)));
            Map<String, Object> packed = FactMap.copyOf(facts);
            assertThat(packed).hasSize(3).isEqualTo(facts).isEqualTo(FactMap.copyOf(facts));
            assertThat(packed.get("name-" + i)).isEqualTo((long) i);
            assertThat(packed.get("no such fact")).isNull();
            assertThat(List.copyOf(packed.keySet())).containsExactly("common", "inner", "name-" + i);
            facts.put("common", "other");
            assertThat(FactMap.copyOf(facts)).isNotEqualTo(packed);
        }
        assertThat(FactMap.copyOf(Map.of("early", 1L, "common", "text"))).isEqualTo(early);
        assertThat(FactMap.of(new String[] {"b-twice", "a", "b-twice"}, new Object[] {1L, 2L, 3L}, 3))
                .isEqualTo(Map.of("a", 2L, "b-twice", 3L));
    }

    @Test
    void ofANameThatIsThereTwiceTheLastOneCounts() {
        assertThat(FactMap.of(new String[] {"b", "a", "b"}, new Object[] {1L, 2L, 3L}, 3))
                .isEqualTo(Map.of("a", 2L, "b", 3L));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactMap.of(new String[] {"a"}, new Object[] {new Object()}, 1));
    }

    /** The list as it would be without being packed. */
    @Property(tries = 300)
    void aHistoryKeepsWhatPeopleDidLongest(@ForAll long seed) {
        Random random = new Random(seed);
        int max = 3 + random.nextInt(8);
        History history = History.copyOf(List.of());
        List<Alert.Change> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Alert.Change change = new Alert.Change(
                    moment(random), text(random), maybe(random, text(random)), maybe(random, text(random)));
            while (expected.size() == max) {
                omit(expected);
            }
            expected.add(change);
            history = history.plus(change, max);
            assertThat(history).as("seed %d", seed).isEqualTo(expected);
            assertThat(history.get(random.nextInt(history.size()))).isIn(expected);
        }
    }

    private static void omit(List<Alert.Change> changes) {
        Alert.Change second = changes.get(1);
        boolean marked = second.what().equals(History.OMITTED);
        int first = marked ? 2 : 1;
        int oldest = first;
        for (int at = changes.size() - 1; at >= first; at--) {
            oldest = changes.get(at).by() == null ? at : oldest;
        }
        Instant at = changes.remove(oldest).at();
        if (marked) {
            Instant later = second.at().isAfter(at) ? second.at() : at;
            changes.set(
                    1, new Alert.Change(later, History.OMITTED, null, "" + (Integer.parseInt(second.detail()) + 1)));
        } else {
            changes.add(1, new Alert.Change(at, History.OMITTED, null, "1"));
        }
    }

    @Test
    void whatHasNoPackedFormIsKeptAsItIs() {
        Map<String, Object> facts = Map.of("day", java.time.LocalDate.of(2026, 11, 29), "units", 3L);
        assertThat(FactMap.copyOf(facts)).isEqualTo(facts);
        assertThat(FactMap.copyOf(Map.of())).isEmpty();
    }

    private static Tracked tracked(Random random) {
        Alert alert = new Alert(
                "id",
                fingerprint(random),
                random.nextLong(),
                one(random, Alert.Type.values()),
                one(random, Alert.Severity.values()),
                one(random, Alert.Condition.values()),
                one(random, Alert.Handling.values()),
                maybe(random, text(random)),
                maybe(random, text(random)),
                maybe(random, text(random)),
                null,
                maybe(random, text(random)),
                text(random),
                moment(random),
                moment(random),
                maybe(random, moment(random)),
                map(random, 2),
                maybe(random, random.nextGaussian()),
                maybe(random, decimal(random)),
                maybe(random, "PLN"),
                maybe(random, text(random)),
                maybe(random, text(random)),
                maybe(random, moment(random)),
                many(
                        random,
                        () -> new Alert.Change(
                                moment(random),
                                text(random),
                                maybe(random, text(random)),
                                maybe(random, text(random)))),
                random.nextBoolean(),
                maybe(random, text(random)),
                random.nextInt(),
                maybe(random, text(random)));
        Life life = new Life(
                text(random),
                moment(random),
                maybe(random, one(random, Alert.Severity.values())),
                random.nextBoolean(),
                maybe(random, moment(random)),
                many(random, () -> new Ping(moment(random), one(random, Alert.Severity.values()))),
                many(random, () -> moment(random)),
                random.nextBoolean(),
                maybe(random, text(random)),
                maybe(random, moment(random)),
                random.nextLong(),
                random.nextLong(),
                maybe(random, text(random)),
                maybe(random, text(random)),
                maybe(random, text(random)),
                maybe(random, text(random)),
                maybe(random, random.nextLong()),
                random.nextBoolean(),
                maybe(random, moment(random)),
                random.nextInt(),
                random.nextBoolean(),
                random.nextBoolean(),
                maybe(random, text(random)),
                maybe(random, many(random, () -> text(random))),
                many(random, () -> text(random)),
                many(
                        random,
                        () -> new Decision(
                                moment(random),
                                text(random),
                                one(random, Decision.Outcome.values()),
                                maybe(random, text(random)),
                                maybe(random, many(random, () -> text(random))),
                                maybe(random, moment(random)),
                                maybe(random, text(random)))));
        return new Tracked(alert, life);
    }

    private static String fingerprint(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> text(random);
            case 1 -> text(random) + ":" + "0123456789abcdef0123";
            case 2 -> "a:0123456789ABCDEF0123";
            default -> Fingerprint.of(one(random, Alert.Type.values()), text(random), null);
        };
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(random.nextInt(3) == 0 ? text(random) : "fact" + random.nextInt(20), value(random, depth));
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> random.nextInt(3) == 0 ? random.nextLong() : (long) random.nextInt(1_000);
            case 1 -> random.nextBoolean();
            case 2 -> decimal(random);
            case 3 -> random.nextInt();
            case 4 -> random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian();
            case 5 -> text(random);
            case 6 -> map(random, depth - 1);
            default -> many(random, () -> value(random, depth - 1));
        };
    }

    private static BigDecimal decimal(Random random) {
        return random.nextBoolean()
                ? BigDecimal.valueOf(random.nextInt(), random.nextInt(6))
                : new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(40) - 20);
    }

    private static String text(Random random) {
        return random.nextBoolean() ? one(random, TEXTS.toArray(String[]::new)) : "text " + random.nextInt(1_000);
    }

    private static Instant moment(Random random) {
        Instant second = Instant.ofEpochSecond(random.nextInt());
        return random.nextBoolean() ? second : second.plusNanos(random.nextInt(1_000_000_000));
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static <T> T maybe(Random random, T value) {
        return random.nextBoolean() ? value : null;
    }

    private static <T> List<T> many(Random random, java.util.function.Supplier<T> items) {
        List<T> many = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            many.add(items.get());
        }
        return many;
    }
}
