package io.zapas.alerting.domain;

import static io.zapas.alerting.condition.Samples.NOW;
import static io.zapas.alerting.condition.Samples.available;
import static io.zapas.alerting.condition.Samples.forecast;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.condition.SkuFacts;
import io.zapas.alerting.condition.StockRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Invariants 26 and 27 over random histories on a virtual clock; jqwik prints the seed of a history that breaks one. */
class AlertDeskProperties {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    @Property(tries = 40)
    void aSkuThatOscillatesIsToldOnceAnHourAndThreeTimesADay(@ForAll long seed) {
        Run run = new Run(seed, 0.02 + new Random(seed).nextDouble() * 0.9);
        run.oscillate(Duration.ofHours(60), false);
        assertSpaced(run.pings, seed);
        run.assertNothingForgotten();
    }

    @Property(tries = 40)
    void shortageAndOutOfStockOfOneSkuTogetherAreToldNoMoreExceptForTheWorse(@ForAll long seed) {
        Run run = new Run(seed, 0.02 + new Random(seed).nextDouble() * 0.9);
        run.oscillate(Duration.ofHours(60), true);
        assertSpaced(
                run.pings.stream().filter(p -> p.severity() == Severity.HIGH).toList(), seed);
        assertSpaced(
                run.pings.stream()
                        .filter(p -> p.severity() == Severity.CRITICAL)
                        .toList(),
                seed);
        assertThat(mostWithin(run.pings, DAY)).as("seed %d", seed).isLessThanOrEqualTo(4);
        run.assertNothingForgotten();
    }

    @Property(tries = 60)
    void whatPeopleDidSurvivesEverythingButPeople(@ForAll long seed) {
        Random random = new Random(seed);
        Run run = new Run(seed, 0.3);
        Map<String, Alert> before = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            boolean command = random.nextInt(8) == 0;
            if (command) {
                run.command(random, seed);
            } else {
                run.step(
                        Duration.ofMinutes(random.nextInt(90)),
                        random.nextInt(3) == 0 ? 0 : 5 + random.nextInt(200),
                        true);
            }
            for (Alert alert : run.desk.alerts()) {
                Alert was = before.put(alert.id(), alert);
                if (was != null && !command) {
                    assertThat(alert.note()).as("note, seed %d", seed).isEqualTo(was.note());
                    assertThat(alert.handledBy()).as("hand, seed %d", seed).isEqualTo(was.handledBy());
                    assertThat(alert.owner()).as("owner, seed %d", seed).isEqualTo(was.owner());
                    boolean asleep =
                            was.snoozedUntil() != null && was.snoozedUntil().isAfter(run.now);
                    if (asleep && !Objects.equals(alert.snoozedUntil(), was.snoozedUntil())) {
                        assertThat(alert.history().stream().map(Alert.Change::what))
                                .as("a snooze ends early only with a reason, seed %d", seed)
                                .contains("WOKE");
                    }
                }
                assertThat(alert.history()).hasSizeLessThanOrEqualTo(100);
            }
        }
    }

    private static void assertSpaced(List<Ping> pings, long seed) {
        for (int i = 1; i < pings.size(); i++) {
            assertThat(Duration.between(pings.get(i - 1).at(), pings.get(i).at()))
                    .as("pings %s, seed %d", pings, seed)
                    .isGreaterThanOrEqualTo(HOUR);
        }
        assertThat(mostWithin(pings, DAY)).as("pings %s, seed %d", pings, seed).isLessThanOrEqualTo(3);
    }

    private static long mostWithin(List<Ping> pings, Duration window) {
        return pings.stream()
                .mapToLong(first -> pings.stream()
                        .filter(p -> !p.at().isBefore(first.at())
                                && p.at().isBefore(first.at().plus(window)))
                        .count())
                .max()
                .orElse(0);
    }

    private record Ping(Instant at, Severity severity) {}

    private static final class Run {
        private final AtomicInteger ids = new AtomicInteger();
        private final AlertDesk desk;
        private final List<Ping> pings = new ArrayList<>();
        private final Random random;
        private final double chance;
        private Instant now = NOW;
        private long available = 100;

        Run(long seed, double chance) {
            this.random = new Random(seed);
            this.chance = chance;
            AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id-" + ids.incrementAndGet());
            desk = new AlertDesk(
                    life,
                    DeskPolicy.DEFAULT,
                    () -> "m-" + ids.incrementAndGet(),
                    Router.EVERYWHERE,
                    QuietHours.NONE,
                    1);
        }

        void oscillate(Duration length, boolean withShortage) {
            Instant end = now.plus(length);
            while (now.isBefore(end)) {
                if (random.nextDouble() < chance) {
                    available = available == 0 ? 3 + random.nextInt(60) : 0;
                }
                step(STEP, available, withShortage);
            }
        }

        void step(Duration time, long units, boolean withShortage) {
            now = now.plus(time);
            Double risk = withShortage ? Math.max(0, 1 - units / 80.0) : null;
            SkuFacts facts = new SkuFacts("LED", available("LED", units, 1), forecast("LED", "A", 4, risk));
            desk.observe("sku LED", StockRules.judge(facts, now), now);
            desk.tick(now);
            Map<String, Long> before = pingRevs();
            desk.issue(now);
            pingRevs().forEach((message, rev) -> {
                if (rev > before.getOrDefault(message, 0L)) {
                    pings.add(new Ping(now, severityTold(message, rev)));
                }
            });
            desk.drain();
        }

        private Map<String, Long> pingRevs() {
            Map<String, Long> revs = new HashMap<>();
            desk.messageIds()
                    .forEach(id -> revs.put(id, desk.message(id).orElseThrow().pingRev()));
            return revs;
        }

        private Severity severityTold(String message, long rev) {
            return desk.all().stream()
                    .filter(t -> message.equals(t.life().message()) && t.life().pingRev() == rev)
                    .map(t -> t.alert().severity())
                    .min(Severity::compareTo)
                    .orElseThrow();
        }

        /** Whatever was silenced: left out of stock, people are told, or at least their message shows it. */
        void assertNothingForgotten() {
            for (int i = 0; i < 60; i++) {
                step(Duration.ofMinutes(30), 0, false);
            }
            assertThat(desk.alerts())
                    .filteredOn(a -> a.type() == Alert.Type.OUT_OF_STOCK && a.handling() != Handling.RESOLVED)
                    .singleElement()
                    .satisfies(alert -> {
                        assertThat(alert.handling()).isEqualTo(Handling.NOTIFIED);
                        assertThat(desk.find(alert.id()).orElseThrow().life().pingWanted())
                                .isFalse();
                    });
        }

        void command(Random dice, long seed) {
            List<Alert> alerts = List.copyOf(desk.alerts());
            if (alerts.isEmpty()) {
                return;
            }
            Alert alert = alerts.get(dice.nextInt(alerts.size()));
            Command command =
                    switch (dice.nextInt(5)) {
                        case 0 -> new Command.Acknowledge("anna", "note " + dice.nextInt(3));
                        case 1 -> new Command.Snooze("jan", null, now.plusSeconds(600 + dice.nextInt(90_000)), null);
                        case 2 -> new Command.Ordered("jan", "ordered", "PO-" + dice.nextInt(3), null, null);
                        case 3 -> new Command.Resolve("anna", null);
                        default -> new Command.FalseAlarm("anna", "no");
                    };
            desk.handle(alert.id(), command, now);
            Alert after = desk.find(alert.id()).orElseThrow().alert();
            if (alert.handling() == Handling.RESOLVED) {
                assertThat(after).as("seed %d", seed).isEqualTo(alert);
            }
            desk.handle(alert.id(), command, now);
            assertThat(desk.find(alert.id()).orElseThrow().alert())
                    .as("twice, seed %d", seed)
                    .isEqualTo(after);
        }
    }
}
