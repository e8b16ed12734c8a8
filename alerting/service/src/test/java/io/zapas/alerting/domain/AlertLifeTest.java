package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Decision.Outcome;
import io.zapas.alerting.domain.Finding.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What people and timers do to an alert, on one desk. Monday 23 November 2026, work is from 8 to 16 in Warsaw (7 to 15 UTC). */
class AlertLifeTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final String DELIVERY = "2026-12-02";

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, Object> facts =
            new HashMap<>(Map.of("abc", "A", "onHand", 0, "stockoutP50", "2026-11-30"));
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private Severity severity = Severity.HIGH;
    private AlertDesk desk = desk(Router.EVERYWHERE, QuietHours.NONE);

    @Test
    void nobodyAnswersSoTheDeputyAndThenTheHeadAreAsked() {
        String id = open();
        passTo("2026-11-23T09:59:59Z");
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
        passTo("2026-11-23T10:00:00Z");
        assertThat(alert(id)).returns(Handling.ESCALATED, Alert::handling).returns("jan", Alert::assignee);
        assertThat(told()).isEqualTo(2);
        passTo("2026-11-23T12:00:00Z");
        assertThat(alert(id)).returns("ewa", Alert::assignee).returns(2, Alert::escalations);
        assertThat(told()).isEqualTo(3);
        passTo("2026-12-03T12:00:00Z");
        assertThat(alert(id)).as("nobody is above").returns(Handling.ESCALATED, Alert::handling);
        assertThat(told()).isEqualTo(3);
        assertThat(alert(id).owner()).isEqualTo("anna.k");
    }

    @Test
    void theTimeToAnswerPassesOnlyWhilePeopleWork() {
        now = Instant.parse("2026-11-20T14:30:00Z");
        String id = open();
        passTo("2026-11-23T08:29:59Z");
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
        passTo("2026-11-23T08:30:00Z");
        assertThat(alert(id).handling()).isEqualTo(Handling.ESCALATED);
    }

    @Test
    void aBArticleMayWaitADayAndACArticleForever() {
        facts.put("abc", "B");
        String b = open();
        passTo("2026-11-24T07:59:59Z");
        assertThat(alert(b).handling()).isEqualTo(Handling.NOTIFIED);
        passTo("2026-11-24T08:00:00Z");
        assertThat(alert(b).handling()).isEqualTo(Handling.ESCALATED);

        desk = desk(Router.EVERYWHERE, QuietHours.NONE);
        facts.put("abc", "C");
        String c = open();
        passTo("2026-12-23T08:00:00Z");
        assertThat(alert(c).handling()).isEqualTo(Handling.NOTIFIED);
    }

    @Test
    void whoTakesItStopsTheClockAndAnAcknowledgementLapsesAfterAWorkingDay() {
        String id = open();
        passTo("2026-11-23T10:30:00Z");
        handle(id, new Command.Acknowledge("jan", "sprawdzam"));
        assertThat(alert(id).handling()).isEqualTo(Handling.ACKNOWLEDGED);
        passTo("2026-11-24T10:29:59Z");
        assertThat(alert(id).handling()).isEqualTo(Handling.ACKNOWLEDGED);
        int before = told();
        passTo("2026-11-24T10:30:00Z");
        assertThat(alert(id)).returns(Handling.NOTIFIED, Alert::handling).returns("anna.k", Alert::assignee);
        assertThat(alert(id).note()).isEqualTo("sprawdzam");
        assertThat(told()).as("one reminder").isEqualTo(before + 1);
        assertThat(last(id).why()).isEqualTo("REMINDER");
    }

    @Test
    void anOrderWithoutADateDoesNotLapseAndSleepsOnceTheDeliveryIsKnown() {
        String id = open();
        handle(id, new Command.Ordered("anna.k", null, "ZD/7", null, null));
        passTo("2026-11-30T08:00:00Z");
        assertThat(alert(id)).returns(Handling.ACKNOWLEDGED, Alert::handling).returns("ZD/7", Alert::purchaseOrder);
        deliver("ZD/7", DELIVERY);
        observe();
        assertThat(alert(id).handling()).isEqualTo(Handling.SNOOZED);
        assertThat(alert(id).snoozedUntil())
                .as("the end of the day and a day's slack, and not in the night")
                .isEqualTo(Instant.parse("2026-12-04T07:00:00Z"));
        passTo("2026-12-04T06:59:59Z");
        assertThat(told()).isEqualTo(1);
        passTo("2026-12-04T07:00:00Z");
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void anOrderThatNobodyHasSeenYetIsWaitedFor() {
        for (String order : new String[] {"ZD/7", null}) {
            for (String other : new String[] {null, "2026-11-25", "2026-12-20"}) {
                desk = desk(Router.EVERYWHERE, QuietHours.NONE);
                facts.put("incoming", List.of());
                if (other != null) {
                    deliver("ZD/9999", other);
                }
                String id = open();
                handle(id, new Command.Ordered("anna.k", null, order, now.plus(Duration.ofDays(10)), DELIVERY));
                observe();
                passTo(now.plus(Duration.ofHours(1)).toString());
                observe();
                assertThat(alert(id).handling())
                        .as("%s, other delivery %s", order, other)
                        .isEqualTo(Handling.SNOOZED);
                if (order != null) {
                    deliver(order, DELIVERY);
                    passTo(now.plus(Duration.ofHours(1)).toString());
                    observe();
                    assertThat(alert(id).handling()).isEqualTo(Handling.SNOOZED);
                    deliver("ZD/9999", "2026-11-25");
                    passTo(now.plus(Duration.ofHours(1)).toString());
                    observe();
                    assertThat(reason(id)).as("it was there").isEqualTo("delivery ZD/7 is not on its way any more");
                }
            }
        }
    }

    @Test
    void theDeliveryItSleptForCameAndIsNotEnough() {
        String id = sleepingForDelivery();
        facts.put("incoming", List.of());
        facts.put("onHand", 20);
        observe();
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
        assertThat(reason(id)).isEqualTo("delivery ZD/1187 came, and it is still short");
    }

    @Test
    void theDeliveryItSleptForSlippedOrWillNotCome() {
        String id = sleepingForDelivery();
        deliver("ZD/1187", "2026-12-01");
        observe();
        assertThat(alert(id).handling()).as("earlier is welcome").isEqualTo(Handling.SNOOZED);
        deliver("ZD/1187", "2026-12-04");
        observe();
        assertThat(reason(id)).isEqualTo("delivery slipped to 2026-12-04");

        desk = desk(Router.EVERYWHERE, QuietHours.NONE);
        String other = sleepingForDelivery();
        deliver("ZD/9999", "2026-11-25");
        observe();
        assertThat(reason(other)).isEqualTo("delivery ZD/1187 is not on its way any more");
    }

    @Test
    void itWakesWhenItGetsWorseOrRunsOutTwoDaysEarlier() {
        String id = sleepingForDelivery();
        facts.put("stockoutP50", "2026-11-29");
        observe();
        assertThat(alert(id).handling()).as("one day is not enough").isEqualTo(Handling.SNOOZED);
        facts.put("stockoutP50", "2026-11-28");
        observe();
        assertThat(reason(id)).isEqualTo("runs out on 2026-11-28, not 2026-11-30");

        desk = desk(Router.EVERYWHERE, QuietHours.NONE);
        facts.put("stockoutP50", "2026-11-30");
        String other = sleepingForDelivery();
        severity = Severity.CRITICAL;
        observe();
        assertThat(reason(other)).isEqualTo("worse: CRITICAL");
    }

    @Test
    void nobodySleepsLongerThanFourteenDays() {
        String id = open();
        handle(id, new Command.Snooze("anna.k", null, now.plus(Duration.ofDays(90)), null));
        assertThat(alert(id).snoozedUntil()).isEqualTo(now.plus(Duration.ofDays(14)));
    }

    @Test
    void aCommandWithAKnownIdDoesNothingWhateverHappenedSince() {
        String id = open();
        desk.handle(id, new Command.Acknowledge("jan", null), "c-1", now);
        passTo("2026-11-25T08:00:00Z");
        Alert lapsed = alert(id);
        assertThat(lapsed.handling()).isNotEqualTo(Handling.ACKNOWLEDGED);
        assertThat(desk.handle(id, new Command.Acknowledge("jan", null), "c-1", now)
                        .kind())
                .isEqualTo(AlertDesk.Answer.Kind.DONE);
        assertThat(alert(id)).isEqualTo(lapsed);
        desk.handle(id, new Command.Acknowledge("jan", null), "c-2", now);
        assertThat(alert(id).handling()).isEqualTo(Handling.ACKNOWLEDGED);
    }

    @Test
    void whoFlapsIsToldOnceAndThenOnlyShownUntilItIsSteady() {
        LifePolicy quick = new LifePolicy(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ZERO);
        AlertLife life = new AlertLife(quick, () -> "id-" + ids.incrementAndGet());
        Tracked current = null;
        StringBuilder why = new StringBuilder();
        for (int turn = 0; turn < 10; turn++) {
            now = now.plus(Duration.ofMinutes(10));
            current = life.observe(current, finding(), now).next();
            if (current.life().pingWanted()) {
                why.append(current.life().pingReason()).append(' ');
                current = life.told(current, Route.EVERYWHERE, "m", now, turn + 1, now);
            }
            now = now.plus(Duration.ofMinutes(5));
            current = life.observe(current, null, now).next();
            now = now.plus(Duration.ofMinutes(5));
            current = life.observe(current, null, now).next();
        }
        assertThat(why.toString()).isEqualTo("OPENED REOPENED FLAPPING ");
        assertThat(current.alert().flapping()).isTrue();
        assertThat(current.life().decisions()).extracting(Decision::outcome).contains(Outcome.FLAPPING);
        Instant steady = life.nextDue(current).orElseThrow();
        assertThat(life.due(current, current.alert().rev(), null, steady.minusMillis(1))
                        .effect())
                .isEqualTo(Step.Effect.NONE);
        Tracked calm = life.due(current, current.alert().rev(), null, steady).next();
        assertThat(calm.alert().flapping()).isFalse();
        assertThat(calm.alert().handling()).isEqualTo(Handling.RESOLVED);
    }

    @Test
    void theQuietHoursHoldBackWhatIsNotCritical() {
        desk = desk(
                Router.EVERYWHERE, new QuietHours(WARSAW, java.time.LocalTime.of(20, 0), java.time.LocalTime.of(7, 0)));
        now = Instant.parse("2026-11-23T20:00:00Z");
        String id = open();
        assertThat(told()).isZero();
        assertThat(last(id))
                .returns(Outcome.QUIET_HOURS, Decision::outcome)
                .returns(Instant.parse("2026-11-24T06:00:00Z"), Decision::until);
        long rev = alert(id).rev();
        passTo("2026-11-24T05:59:59Z");
        assertThat(alert(id).rev()).as("recorded once").isEqualTo(rev);
        assertThat(told()).isZero();
        passTo("2026-11-24T06:00:00Z");
        assertThat(told()).isEqualTo(1);
        now = Instant.parse("2026-11-24T20:00:00Z");
        severity = Severity.CRITICAL;
        observe();
        desk.issue(now);
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void aRouteToNobodyLeavesItToTheDigestUntilItGetsWorse() {
        desk = desk(
                alert -> alert.severity() == Severity.CRITICAL
                        ? new Route("loud", List.of("slack"))
                        : new Route("silent", List.of()),
                QuietHours.NONE);
        String id = open();
        assertThat(desk.messageIds()).isEmpty();
        assertThat(last(id)).returns(Outcome.DIGEST_ONLY, Decision::outcome).returns("silent", Decision::rule);
        severity = Severity.CRITICAL;
        observe();
        desk.issue(now);
        String message = desk.messageIds().iterator().next();
        assertThat(desk.message(message, "slack")).isPresent();
        assertThat(desk.message(message, "mail")).isEmpty();
        assertThat(last(id)).returns(Outcome.TOLD, Decision::outcome).returns("loud", Decision::rule);
    }

    @Test
    void everyDestinationSeesOfAMessageWhatIsRoutedThere() {
        desk = desk(
                alert -> alert.facts().get("abc").equals("A") ? Route.EVERYWHERE : new Route("b", List.of("mail")),
                QuietHours.NONE);
        open();
        String message = desk.messageIds().iterator().next();
        long shown = desk.message(message, "slack").orElseThrow().rev();
        facts.put("abc", "B");
        now = now.plus(Duration.ofMinutes(5));
        desk.observe("sku B", List.of(finding("B")), now);
        now = now.plus(Duration.ofMinutes(2));
        desk.observe("sku B", List.of(finding("B")), now);
        now = now.plus(Duration.ofMinutes(1));
        desk.issue(now);
        assertThat(desk.message(message, "mail").orElseThrow().alerts()).hasSize(2);
        MessageView slack = desk.message(message, "slack").orElseThrow();
        assertThat(slack.alerts()).hasSize(1);
        assertThat(slack.rev()).as("nothing new there").isEqualTo(shown);
    }

    private String sleepingForDelivery() {
        severity = Severity.HIGH;
        deliver("ZD/1187", DELIVERY);
        facts.put("onHand", 0);
        String id = open();
        handle(id, new Command.Snooze("anna.k", null, now.plus(Duration.ofDays(10)), DELIVERY));
        now = now.plus(Duration.ofMinutes(10));
        observe();
        assertThat(alert(id).handling()).isEqualTo(Handling.SNOOZED);
        return id;
    }

    private void deliver(String order, String eta) {
        now = now.plus(Duration.ofMinutes(10));
        facts.put("incoming", List.of(Map.of("purchaseOrder", order, "eta", eta, "quantity", 20)));
    }

    private String reason(String id) {
        Alert alert = alert(id);
        Alert.Change change = alert.history().get(alert.history().size() - 1);
        assertThat(change.what()).isEqualTo("WOKE");
        return change.detail();
    }

    private Decision last(String id) {
        List<Decision> decisions = desk.find(id).orElseThrow().life().decisions();
        return decisions.get(decisions.size() - 1);
    }

    private int told() {
        return desk.alerts().stream()
                .mapToInt(alert -> (int) desk.find(alert.id()).orElseThrow().life().decisions().stream()
                        .filter(decision -> decision.outcome() == Outcome.TOLD)
                        .count())
                .sum();
    }

    private String open() {
        observe();
        desk.issue(now);
        return desk.alerts().iterator().next().id();
    }

    private void passTo(String time) {
        now = Instant.parse(time);
        desk.tick(now);
        desk.issue(now);
    }

    private void handle(String id, Command command) {
        desk.handle(id, command, now);
    }

    private Alert alert(String id) {
        return desk.find(id).orElseThrow().alert();
    }

    private void observe() {
        desk.observe("sku LED", List.of(finding()), now);
    }

    private Finding finding() {
        return finding("LED");
    }

    private Finding finding(String sku) {
        return new Finding(
                Level.ENTER,
                "sku " + sku,
                "oos:" + sku,
                Alert.Type.OUT_OF_STOCK,
                severity,
                sku,
                "Żarówka",
                null,
                "anna.k",
                "OUT_OF_STOCK/anna.k",
                facts,
                null,
                null,
                "PLN");
    }

    private AlertDesk desk(Router router, QuietHours quiet) {
        Escalation escalation = Escalation.of(WorkCalendar.polish(WARSAW), Map.of("anna.k", List.of("jan", "ewa")));
        AlertLife life = new AlertLife(LifePolicy.DEFAULT, escalation, () -> "id-" + ids.incrementAndGet());
        DeskPolicy atOnce = new DeskPolicy(Duration.ZERO, Duration.ZERO, Duration.ofDays(30), 100);
        return new AlertDesk(life, atOnce, () -> "m-" + ids.incrementAndGet(), router, quiet, 0);
    }
}
