package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.AlertDesk.Answer;
import io.zapas.alerting.domain.Decision.Outcome;
import io.zapas.alerting.domain.Finding.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Invariants 26 and 27 over random interleavings of findings, commands (repeated at any later time), timers (of any revision), restarts, and a clock that
 * jumps, both ways in the second property. jqwik prints the seed of a history that breaks one.
 */
class AlertLifeProperties {
    private static final int STEPS = 600;
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    @Property(tries = 60)
    void peopleAreToldOnceAnHourAndThreeTimesADayButForTheWorse(@ForAll long seed) {
        History history = new History(seed, false);
        history.play();
        history.told.forEach((severity, times) -> {
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i)))
                        .as("%s told at %s, seed %d", severity, times, seed)
                        .isGreaterThanOrEqualTo(Duration.ofHours(1));
                if (i >= 3) {
                    assertThat(Duration.between(times.get(i - 3), times.get(i)))
                            .as("%s told at %s, seed %d", severity, times, seed)
                            .isGreaterThanOrEqualTo(Duration.ofHours(24));
                }
            }
        });
    }

    @Property(tries = 60)
    void whatPeopleDidStandsAndWhatIsOverStaysOver(@ForAll long seed) {
        new History(seed, true).play();
    }

    private static final class History {
        private final Random random;
        private final long seed;
        private final boolean clockGoesBack;
        private final AtomicInteger ids = new AtomicInteger();
        private final Map<Severity, List<Instant>> told = new TreeMap<>();
        private final List<Sent> sent = new ArrayList<>();
        private final Map<String, Tracked> stored = new HashMap<>();
        private final List<Tracked> seen = new ArrayList<>();
        private AlertDesk desk = desk();
        private Instant now = Instant.parse("2026-11-20T09:00:00Z");
        private Finding last;

        History(long seed, boolean clockGoesBack) {
            this.random = new Random(seed);
            this.seed = seed;
            this.clockGoesBack = clockGoesBack;
        }

        void play() {
            for (int i = 0; i < STEPS; i++) {
                now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(3_000));
                if (clockGoesBack && random.nextInt(12) == 0) {
                    now = now.minusSeconds(random.nextInt(7_200));
                }
                Map<String, Alert> before = alerts();
                switch (random.nextInt(9)) {
                    case 0, 1 -> {
                        command();
                        continue;
                    }
                    case 2 -> repeat();
                    case 3 -> staleTimer();
                    case 4 -> restart();
                    default -> observe();
                }
                desk.tick(now);
                issue();
                store();
                nothingPeopleDidChanged(before);
            }
            assertThat(desk.alerts()).as("seed %d", seed).isNotEmpty();
        }

        private void observe() {
            if (last == null || random.nextInt(4) != 0) {
                last = random.nextInt(3) == 0 ? null : finding();
            }
            desk.observe("sku LED", last == null ? List.of() : List.of(last), now);
        }

        private Finding finding() {
            Map<String, Object> facts = new HashMap<>(Map.of(
                    "abc",
                    List.of("A", "B", "C").get(random.nextInt(3)),
                    "onHand",
                    random.nextInt(20),
                    "stockoutP50",
                    LocalDate.of(2026, 12, 1).plusDays(random.nextInt(10)).toString()));
            if (random.nextBoolean()) {
                facts.put(
                        "incoming",
                        List.of(Map.of(
                                "purchaseOrder",
                                "PO-" + random.nextInt(3),
                                "eta",
                                LocalDate.of(2026, 12, 1)
                                        .plusDays(random.nextInt(20))
                                        .toString())));
            }
            return new Finding(
                    random.nextInt(4) == 0 ? Level.HOLD : Level.ENTER,
                    "sku LED",
                    "oos:LED",
                    Alert.Type.OUT_OF_STOCK,
                    random.nextInt(3) == 0 ? Severity.CRITICAL : Severity.HIGH,
                    "LED",
                    "LED",
                    null,
                    "anna.k",
                    "g",
                    facts,
                    null,
                    null,
                    null);
        }

        private void command() {
            List<Alert> alerts = List.copyOf(desk.alerts());
            if (alerts.isEmpty()) {
                return;
            }
            Alert alert = alerts.get(random.nextInt(alerts.size()));
            Command command =
                    switch (random.nextInt(6)) {
                        case 0, 1 -> new Command.Acknowledge("anna", "note " + random.nextInt(3));
                        case 2 -> new Command.Snooze("jan", null, now.plusSeconds(600 + random.nextInt(900_000)), null);
                        case 3 -> new Command.Ordered("jan", "ordered", "PO-" + random.nextInt(3), null, null);
                        case 4 -> new Command.Resolve("anna", null);
                        default -> new Command.FalseAlarm("anna", "no");
                    };
            String commandId = "c-" + sent.size();
            Answer answer = desk.handle(alert.id(), command, commandId, now);
            Alert after = alert(alert.id());
            if (alert.handling() == Handling.RESOLVED) {
                assertThat(after.handling()).as("seed %d", seed).isEqualTo(Handling.RESOLVED);
                assertThat(after)
                        .as("nothing done to it changes it, seed %d", seed)
                        .isEqualTo(alert);
            } else {
                assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
                sent.add(new Sent(alert.id(), command, commandId));
            }
            desk.handle(alert.id(), command, commandId, now.plusSeconds(random.nextInt(1_000)));
            assertThat(alert(alert.id())).as("twice, seed %d", seed).isEqualTo(after);
            store();
        }

        /** One of the last commands arrives once more, long after. */
        private void repeat() {
            if (sent.isEmpty()) {
                return;
            }
            Sent again = sent.get(Math.max(0, sent.size() - 1 - random.nextInt(5)));
            desk.find(again.alert).ifPresent(tracked -> {
                desk.handle(again.alert, again.command, again.id, now);
                assertThat(alert(again.alert)).as("repeated, seed %d", seed).isEqualTo(tracked.alert());
            });
        }

        /** A timer that was set for an older revision fires. */
        private void staleTimer() {
            if (seen.isEmpty()) {
                return;
            }
            Tracked old = seen.get(random.nextInt(seen.size()));
            desk.find(old.id())
                    .filter(current -> current.alert().rev() != old.alert().rev())
                    .ifPresent(current -> assertThat(
                                    life().due(current, old.alert().rev(), last, now.plusSeconds(10_000_000))
                                            .effect())
                            .as("seed %d", seed)
                            .isEqualTo(Step.Effect.NONE));
        }

        private void restart() {
            Map<String, Alert> before = alerts();
            desk = desk();
            desk.load(stored.values(), Map.of());
            assertThat(alerts()).as("a restart forgets nothing, seed %d", seed).isEqualTo(before);
        }

        private void issue() {
            Map<String, Tracked> before = new HashMap<>();
            desk.all().forEach(tracked -> before.put(tracked.id(), tracked));
            desk.issue(now);
            for (Tracked tracked : desk.all()) {
                Tracked was = before.get(tracked.id());
                boolean spoke = was.life().pingRev() != tracked.life().pingRev();
                if (spoke) {
                    told.computeIfAbsent(tracked.alert().severity(), s -> new ArrayList<>())
                            .add(now);
                    List<Decision> decisions = tracked.life().decisions();
                    assertThat(decisions.get(decisions.size() - 1).outcome()).isEqualTo(Outcome.TOLD);
                }
            }
        }

        private void store() {
            DeskChanges changes = desk.drain();
            changes.records().forEach(tracked -> {
                stored.put(tracked.id(), tracked);
                seen.add(tracked);
            });
            changes.removed().keySet().forEach(stored::remove);
        }

        private void nothingPeopleDidChanged(Map<String, Alert> before) {
            alerts().forEach((id, alert) -> {
                Alert was = before.get(id);
                if (was == null) {
                    return;
                }
                assertThat(alert.owner()).isEqualTo(was.owner());
                assertThat(alert.note()).as("note, seed %d", seed).isEqualTo(was.note());
                assertThat(alert.handledBy()).as("hand, seed %d", seed).isEqualTo(was.handledBy());
                assertThat(alert.purchaseOrder()).as("order, seed %d", seed).isEqualTo(was.purchaseOrder());
                boolean asleep =
                        was.snoozedUntil() != null && was.snoozedUntil().isAfter(now);
                if (asleep && !Objects.equals(alert.snoozedUntil(), was.snoozedUntil())) {
                    assertThat(news(was, alert)).as("seed %d", seed).contains("WOKE");
                }
                if (alert.handling() != was.handling()) {
                    assertThat(news(was, alert))
                            .as("the history tells it, seed %d", seed)
                            .isNotEmpty();
                }
                if (was.handling() == Handling.RESOLVED && alert.handling() != Handling.RESOLVED) {
                    assertThat(news(was, alert)).as("seed %d", seed).contains("REOPENED");
                    assertThat(was.condition() == Alert.Condition.FIRING
                                    || was.resolvedAt()
                                            .plus(Duration.ofHours(24))
                                            .isAfter(now))
                            .as("within a day, or never gone and worse, seed %d", seed)
                            .isTrue();
                }
            });
        }

        private static List<String> news(Alert before, Alert after) {
            Instant since = before.updatedAt();
            List<Alert.Change> old = before.history();
            return after.history().stream()
                    .filter(change -> !old.contains(change) || change.at().isAfter(since))
                    .map(Alert.Change::what)
                    .toList();
        }

        private Map<String, Alert> alerts() {
            Map<String, Alert> alerts = new HashMap<>();
            desk.alerts().forEach(alert -> alerts.put(alert.id(), alert));
            return alerts;
        }

        private Alert alert(String id) {
            return desk.find(id).orElseThrow().alert();
        }

        private AlertLife life() {
            Escalation escalation = Escalation.of(WorkCalendar.polish(WARSAW), Map.of("anna.k", List.of("jan", "ewa")));
            return new AlertLife(LifePolicy.DEFAULT, escalation, () -> "id-" + ids.incrementAndGet());
        }

        private AlertDesk desk() {
            QuietHours quiet = new QuietHours(WARSAW, LocalTime.of(22, 0), LocalTime.of(6, 0));
            return new AlertDesk(
                    life(), DeskPolicy.DEFAULT, () -> "m-" + ids.incrementAndGet(), Router.EVERYWHERE, quiet, 1);
        }
    }

    private record Sent(String alert, Command command, String id) {}
}
