package io.zapas.alerting.domain;

import static io.zapas.alerting.condition.Samples.NOW;
import static io.zapas.alerting.condition.Samples.available;
import static io.zapas.alerting.condition.Samples.campaign;
import static io.zapas.alerting.condition.Samples.forecast;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.condition.SkuFacts;
import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.domain.AlertDesk.Answer;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.stocksync.api.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertDeskTest {
    private final AtomicInteger ids = new AtomicInteger();
    private Instant now = NOW;
    private AlertDesk desk = desk();

    @Test
    void outOfStockIsToldAtOnce() {
        observe("LED", 0, 0.9);
        assertThat(desk.issue(now)).isEqualTo(1);
        MessageView message = onlyMessage();
        assertThat(message.notice(null).kind()).isEqualTo(Notice.Kind.NEW);
        assertThat(message.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.handling()).isEqualTo(Handling.NOTIFIED);
            assertThat(alert.history()).extracting(Alert.Change::what).containsExactly("OPENED", "NOTIFIED");
        });
    }

    @Test
    void aShortageMustLastAndThenWaitsForOthersOfItsGroup() {
        observe("LED", 50, 0.6);
        assertThat(desk.alerts()).isEmpty();
        pass(Duration.ofSeconds(59));
        assertThat(desk.alerts()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(desk.alerts()).hasSize(1);
        assertThat(desk.issue(now)).isZero();
        observe("LED-2", 50, 0.6);
        pass(Duration.ofMinutes(1));
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(onlyMessage().alerts()).hasSize(2);
    }

    @Test
    void aShortageThatDoesNotLastIsNoAlert() {
        observe("LED", 50, 0.6);
        observe("LED", 50, 0.25);
        pass(Duration.ofMinutes(5));
        assertThat(desk.alerts()).isEmpty();
        assertThat(desk.drain().records()).isEmpty();
    }

    @Test
    void outOfStockAbsorbsTheShortageAndGivesItBack() {
        observe("LED", 50, 0.6);
        pass(Duration.ofMinutes(2));
        assertThat(open()).extracting(Alert::type).containsExactly(Alert.Type.SHORTAGE);
        observe("LED", 0, 0.9);
        assertThat(open()).extracting(Alert::type).containsExactly(Alert.Type.OUT_OF_STOCK);
        observe("LED", 50, 0.9);
        assertThat(open()).extracting(Alert::type).containsExactly(Alert.Type.OUT_OF_STOCK);
        pass(Duration.ofMinutes(31));
        assertThat(desk.drain().rechecks()).containsKey("sku LED");
        observe("LED", 50, 0.9);
        pass(Duration.ofMinutes(2));
        assertThat(open()).extracting(Alert::type).containsExactly(Alert.Type.SHORTAGE);
        assertThat(desk.alerts())
                .filteredOn(a -> a.type() == Alert.Type.SHORTAGE)
                .hasSize(1);
    }

    @Test
    void aCampaignAtRiskAbsorbsTheShortageOfItsSku() {
        DemandForecast forecast = forecast("LED", "A", 10, 0.6, List.of(campaign("bw", 0.5, now.plusSeconds(86_400))));
        tell(available("LED", 50, 1), forecast);
        pass(Duration.ofMinutes(2));
        assertThat(open()).extracting(Alert::type).containsExactly(Alert.Type.CAMPAIGN_RISK);
    }

    @Test
    void whatReturnsWithinADayIsTheSameOccurrenceWithItsNote() {
        String id = outOfStock("LED");
        desk.handle(id, new Command.Acknowledge("anna", "dzwonię do Lumex"), now);
        recover("LED");
        assertThat(alert(id).handling()).isEqualTo(Handling.RESOLVED);
        pass(Duration.ofHours(2));
        observe("LED", 0, 0.9);
        assertThat(alert(id).handling()).isEqualTo(Handling.NEW);
        assertThat(alert(id).note()).isEqualTo("dzwonię do Lumex");
        assertThat(alert(id).handledBy()).isEqualTo("anna");
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(onlyMessage().pingRev()).isEqualTo(onlyMessage().rev());
    }

    @Test
    void afterADayItIsANewOccurrenceInANewMessage() {
        String id = outOfStock("LED");
        String message = onlyMessage().id();
        recover("LED");
        pass(Duration.ofHours(25));
        observe("LED", 0, 0.9);
        desk.issue(now);
        assertThat(alert(id).handling()).isEqualTo(Handling.RESOLVED);
        assertThat(open()).singleElement().satisfies(alert -> assertThat(alert.id())
                .isNotEqualTo(id));
        assertThat(desk.messageIds()).hasSize(2).contains(message);
    }

    @Test
    void whatIsCriticalIsToldAtOnceUnlessItsGroupSpeaksAllTheTime() {
        for (int i = 1; i <= GroupPace.URGENT; i++) {
            observe("LED-" + i, 0, 0.9);
            assertThat(desk.issue(now)).as("number %d", i).isEqualTo(1);
            now = now.plus(Duration.ofSeconds(5));
        }
        Instant first = onlyMessage().alerts().stream()
                .map(Alert::openedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        AlertDesk next = desk();
        next.load(desk.all(), Map.of());
        desk = next;
        observe("LED-next", 0, 0.9);
        assertThat(desk.issue(now)).as("nor after a restart").isZero();
        assertThat(desk.issue(first.plus(DeskPolicy.DEFAULT.groupInterval()).minusMillis(1)))
                .isZero();
        assertThat(desk.issue(first.plus(DeskPolicy.DEFAULT.groupInterval()))).isEqualTo(1);
        assertThat(onlyMessage().alerts()).hasSize(GroupPace.URGENT + 1);
    }

    @Test
    void whoJoinsAfterADayIsToldInANewMessageAndTheOldOneLivesOn() {
        outOfStock("LED");
        String old = onlyMessage().id();
        pass(Duration.ofHours(30));
        desk.drain();
        observe("LED-2", 0, 0.9);
        desk.issue(now);
        String young = desk.messageIds().stream()
                .filter(id -> !id.equals(old))
                .findFirst()
                .orElseThrow();
        assertThat(skus(young)).containsExactly("LED-2");
        assertThat(skus(old)).containsExactly("LED");
        DeskChanges changes = desk.drain();
        assertThat(changes.endedMessages()).isEmpty();
        assertThat(changes.messages()).as("the old one has no news").containsExactly(young);
        recover("LED");
        assertThat(desk.message(old).orElseThrow().allResolved()).isTrue();
        assertThat(desk.drain().messages())
                .as("nothing people saw stays as it was")
                .containsExactly(old);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30, 24 * 13})
    void whatIsToldOfAnAlertLaterIsToldInItsMessageHoweverOldThatIs(long hours) {
        String id = outOfStock("LED");
        String message = onlyMessage().id();
        long shown = onlyMessage().rev();
        desk.handle(id, new Command.Snooze("anna", null, now.plus(Duration.ofHours(hours)), null), now);
        pass(Duration.ofHours(hours));
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(onlyMessage().id()).isEqualTo(message);
        assertThat(onlyMessage().notice(shown).kind()).isEqualTo(Notice.Kind.WORSE);
    }

    @Test
    void oneGroupSpeaksInTheOldMessageAndInTheNewOneAtOnce() {
        String id = outOfStock("LED");
        String old = onlyMessage().id();
        desk.handle(id, new Command.Snooze("anna", null, now.plus(Duration.ofHours(30)), null), now);
        pass(Duration.ofHours(30));
        observe("LED-2", 0, 0.9);
        desk.drain();
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(desk.drain().messages()).hasSize(2).contains(old);
        desk.messageIds().forEach(message -> assertThat(
                        desk.message(message).orElseThrow().pingRev())
                .isEqualTo(desk.message(message).orElseThrow().rev()));
        AlertDesk next = desk();
        next.load(desk.all(), Map.of());
        desk = next;
        pass(Duration.ofHours(2));
        observe("LED-3", 0, 0.9);
        desk.issue(now);
        assertThat(desk.messageIds()).as("who joins later is in the newest").hasSize(2);
        assertThat(skus(old)).containsExactly("LED");
    }

    @Test
    void whatReturnsIsToldInItsOldMessage() {
        String id = outOfStock("LED");
        String old = onlyMessage().id();
        pass(Duration.ofHours(20));
        recover("LED");
        long shown = onlyMessage().rev();
        pass(Duration.ofHours(10));
        observe("LED", 0, 0.9);
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(onlyMessage().id()).isEqualTo(old);
        assertThat(onlyMessage().notice(shown).kind()).isEqualTo(Notice.Kind.WORSE);
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
    }

    private List<String> skus(String message) {
        return desk.message(message).orElseThrow().alerts().stream()
                .map(Alert::sku)
                .toList();
    }

    @Test
    void whoJoinsIsToldAndWhatEndsIsOnlyShown() {
        outOfStock("LED");
        long first = onlyMessage().rev();
        pass(Duration.ofMinutes(2));
        observe("LED-2", 0, 0.9);
        desk.issue(now);
        assertThat(onlyMessage().notice(first).kind()).isEqualTo(Notice.Kind.WORSE);
        long second = onlyMessage().rev();
        recover("LED");
        assertThat(onlyMessage().notice(second).kind()).isEqualTo(Notice.Kind.UPDATE);
        recover("LED-2");
        assertThat(onlyMessage().notice(second).kind()).isEqualTo(Notice.Kind.RESOLVED);
    }

    @Test
    void tenThousandAtOnceAreOneMessageThatIsShownWhenAllAreInIt() {
        IntStream.range(0, 10_000).forEach(i -> observe("SKU-" + i, 0, 0.9));
        desk.drain();
        for (int call = 1; call < 10; call++) {
            assertThat(desk.issue(now)).isZero();
            DeskChanges part = desk.drain();
            assertThat(part.records()).hasSize(AlertDesk.MAX_TOLD_AT_ONCE);
            assertThat(part.messages()).as("nobody is shown a part").isEmpty();
        }
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(desk.drain().messages()).containsExactly(onlyMessage().id());
        assertThat(onlyMessage().alerts()).hasSize(10_000).allMatch(alert -> alert.handling() == Handling.NOTIFIED);
        assertThat(onlyMessage().pingRev())
                .as("one ping")
                .isEqualTo(onlyMessage().rev());
        assertThat(desk.issue(now)).isZero();
        assertThat(desk.drain().records()).isEmpty();
    }

    @Test
    void ofManyGroupsAtOnceSomeSpeakLaterAndNoneIsForgotten() {
        for (int i = 0; i < 1_800; i++) {
            Finding finding = StockRules.judge(facts("SKU-" + i, 0, 0.9), now).get(0);
            desk.observe(finding.subject(), List.of(inGroup(finding, "group-" + i % 3)), now);
        }
        desk.drain();
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(desk.drain().records()).hasSize(1_000);
        assertThat(desk.issue(now)).isEqualTo(2);
        assertThat(desk.drain().records()).hasSize(800);
        assertThat(desk.issue(now)).isZero();
        assertThat(desk.messageIds()).hasSize(3);
    }

    @Test
    void whatHappensToAMessageWhileItsGroupIsBeingToldIsShownAtTheEnd() {
        IntStream.range(0, 2_500).forEach(i -> observe("SKU-" + i, 0, 0.9));
        desk.issue(now);
        desk.drain();
        String told = desk.alerts().stream()
                .filter(alert -> alert.handling() == Handling.NOTIFIED)
                .findFirst()
                .orElseThrow()
                .id();
        desk.handle(told, new Command.Acknowledge("anna", "mine"), now);
        observe("SKU-LATE", 0, 0.9);
        recover("SKU-2499");
        assertThat(desk.drain().messages()).as("edited later").isEmpty();
        assertThat(desk.issue(now)).isZero();
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(desk.drain().messages()).hasSize(1);
        assertThat(onlyMessage().pingRev()).isEqualTo(onlyMessage().rev());
        assertThat(alert(told).handling()).isEqualTo(Handling.ACKNOWLEDGED);
        pass(DeskPolicy.DEFAULT.groupInterval());
        assertThat(desk.issue(now)).as("who came meanwhile").isEqualTo(1);
        assertThat(onlyMessage().alerts()).anyMatch(alert -> "SKU-LATE".equals(alert.sku()));
        assertThat(open()).noneMatch(alert -> alert.handling() == Handling.NEW);
    }

    @Test
    void aProcessThatDiesWhileAGroupIsBeingToldForgetsNobody() {
        IntStream.range(0, 2_500).forEach(i -> observe("SKU-" + i, 0, 0.9));
        desk.issue(now);
        AlertDesk next = desk();
        next.load(desk.all(), Map.of());
        desk = next;
        assertThat(onlyMessage().alerts()).hasSize(AlertDesk.MAX_TOLD_AT_ONCE);
        for (int call = 0; call < 5; call++) {
            pass(DeskPolicy.DEFAULT.groupInterval());
            desk.issue(now);
        }
        assertThat(onlyMessage().alerts()).hasSize(2_500).allMatch(alert -> alert.handling() == Handling.NOTIFIED);
    }

    @Test
    void aLargeOldMessageIsToldOverSeveralCallsAndShownOnce() {
        IntStream.range(0, 2_500).forEach(i -> observe("SKU-" + i, 0, 0.9));
        while (desk.issue(now) == 0) {
            desk.drain();
        }
        String message = onlyMessage().id();
        for (Alert alert : List.copyOf(desk.alerts())) {
            desk.handle(alert.id(), new Command.Snooze("anna", null, now.plus(Duration.ofHours(30)), null), now);
        }
        pass(Duration.ofHours(30));
        desk.drain();
        assertThat(desk.issue(now)).isZero();
        assertThat(desk.issue(now)).isZero();
        assertThat(desk.drain().messages()).as("nobody is shown a part").isEmpty();
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(desk.drain().messages()).containsExactly(message);
        assertThat(onlyMessage().alerts()).hasSize(2_500).allMatch(alert -> alert.handling() == Handling.NOTIFIED);
    }

    private static Finding inGroup(Finding finding, String group) {
        return new Finding(
                finding.level(),
                finding.subject(),
                finding.fingerprint(),
                finding.type(),
                finding.severity(),
                finding.sku(),
                finding.name(),
                finding.scope(),
                finding.owner(),
                group,
                finding.facts(),
                finding.lostUnits(),
                finding.lostValue(),
                finding.currency());
    }

    @Test
    void aListStaysAsItWasWhenItWasAskedFor() {
        IntStream.range(0, 5).forEach(i -> observe("SKU-" + i, 0, 0.9));
        desk.drain();
        Collection<Alert> then = desk.alerts();
        List<Alert> read = List.copyOf(then);
        IntStream.range(0, 5).forEach(i -> recover("SKU-" + i));
        observe("SKU-5", 0, 0.9);
        desk.drain();
        assertThat(then)
                .hasSize(5)
                .containsExactlyElementsOf(read)
                .allMatch(alert -> alert.condition() == Condition.FIRING);
        assertThat(desk.alerts()).hasSize(6).anyMatch(alert -> alert.condition() != Condition.FIRING);
    }

    @Test
    void nothingDoneToAResolvedAlertChangesIt() {
        String id = outOfStock("LED");
        assertThat(desk.handle(id, new Command.Resolve("anna", null), now).kind())
                .isEqualTo(Answer.Kind.DONE);
        Alert resolved = alert(id);
        List<Command> commands = List.of(
                new Command.Acknowledge("jan", "x"),
                new Command.Snooze("jan", "x", now.plusSeconds(60), null),
                new Command.Ordered("jan", "x", "PO", null, null),
                new Command.FalseAlarm("jan", "x"));
        for (Command command : commands) {
            assertThat(desk.handle(id, command, now).kind()).isEqualTo(Answer.Kind.ALREADY_RESOLVED);
        }
        assertThat(desk.handle(id, new Command.Resolve("anna", null), now).kind())
                .isEqualTo(Answer.Kind.DONE);
        assertThat(alert(id)).isEqualTo(resolved);
        observe("LED", 0, 0.9);
        assertThat(alert(id).handling()).isEqualTo(Handling.RESOLVED);
    }

    @Test
    void theSameCommandTwiceIsOneStep() {
        String id = outOfStock("LED");
        desk.handle(id, new Command.Acknowledge("anna", "mine"), now);
        Alert once = alert(id);
        desk.handle(id, new Command.Acknowledge("anna", "mine"), now.plusSeconds(5));
        assertThat(alert(id)).isEqualTo(once);
    }

    @Test
    void aSnoozeEndsWithAPing() {
        String id = outOfStock("LED");
        desk.handle(id, new Command.Snooze("anna", null, now.plusSeconds(7_200), null), now);
        pass(Duration.ofMinutes(119));
        assertThat(alert(id).handling()).isEqualTo(Handling.SNOOZED);
        assertThat(desk.issue(now)).isZero();
        pass(Duration.ofMinutes(1));
        assertThat(alert(id).handling()).isEqualTo(Handling.NOTIFIED);
        assertThat(desk.issue(now)).isEqualTo(1);
    }

    @Test
    void aSnoozedAlertThatEndsIsResolved() {
        String id = outOfStock("LED");
        desk.handle(id, new Command.Snooze("anna", null, now.plusSeconds(864_000), null), now);
        recover("LED");
        assertThat(alert(id).handling()).isEqualTo(Handling.RESOLVED);
        assertThat(onlyMessage().allResolved()).isTrue();
    }

    @Test
    void moreSevereIsTold() {
        SkuFacts planned = campaignAt(0.5, now.plusSeconds(3_600));
        desk.observe("sku LED", StockRules.judge(planned, now), now);
        pass(Duration.ofMinutes(2));
        pass(Duration.ofSeconds(30));
        desk.issue(now);
        assertThat(open()).singleElement().extracting(Alert::severity).isEqualTo(Severity.HIGH);
        pass(Duration.ofMinutes(60));
        desk.observe("sku LED", StockRules.judge(planned, now), now);
        assertThat(open()).singleElement().extracting(Alert::severity).isEqualTo(Severity.CRITICAL);
        long shown = onlyMessage().rev() - 1;
        assertThat(desk.issue(now)).isEqualTo(1);
        assertThat(onlyMessage().notice(shown).kind()).isEqualTo(Notice.Kind.WORSE);
    }

    @Test
    void aRestartKnowsWhatWasToldAndWhatWasNot() {
        outOfStock("LED");
        observe("LED-2", 0, 0.9);
        DeskChanges changes = desk.drain();
        AlertDesk restarted = desk();
        restarted.load(changes.records(), Map.of());
        observeOn(restarted, "LED", 0, 0.9);
        observeOn(restarted, "LED-2", 0, 0.9);
        assertThat(restarted.drain().records()).isEmpty();
        assertThat(restarted.issue(now.plusSeconds(61))).isEqualTo(1);
        assertThat(restarted.messageIds()).hasSize(1);
        assertThat(restarted.issue(now.plusSeconds(122))).isZero();
    }

    @Test
    void aTimerOfAnOlderRevisionDoesNothing() {
        String id = outOfStock("LED");
        AlertLife life = life();
        Tracked snoozed = life.handle(
                        desk.find(id).orElseThrow(), new Command.Snooze("anna", null, now.plusSeconds(60), null), now)
                .orElseThrow()
                .next();
        Step late = life.due(snoozed, snoozed.alert().rev() - 1, null, now.plusSeconds(120));
        assertThat(late.effect()).isEqualTo(Step.Effect.NONE);
        Step due = life.due(snoozed, snoozed.alert().rev(), null, now.plusSeconds(120));
        assertThat(due.next().alert().handling()).isEqualTo(Handling.NOTIFIED);
    }

    @Test
    void everyConditionHasItsNextStep() {
        AlertLife life = life();
        Finding enter = StockRules.judge(facts("LED", 0, 0.9), now).get(0);
        Tracked firing = life.observe(null, enter, now).next();
        assertThat(firing.alert().condition()).isEqualTo(Condition.FIRING);
        Tracked recovering = life.observe(firing, null, now).next();
        assertThat(recovering.alert().condition()).isEqualTo(Condition.RECOVERING);
        assertThat(life.observe(recovering, enter, now).next().alert().condition())
                .isEqualTo(Condition.FIRING);
        Instant held = now.plus(LifePolicy.DEFAULT.closeHold());
        assertThat(life.observe(recovering, null, held.minusMillis(1)).effect()).isEqualTo(Step.Effect.NONE);
        Tracked clear = life.observe(recovering, null, held).next();
        assertThat(clear.alert().condition()).isEqualTo(Condition.CLEAR);
        assertThat(clear.alert().handling()).isEqualTo(Handling.RESOLVED);
    }

    private SkuFacts campaignAt(double risk, Instant startsAt) {
        return new SkuFacts(
                "LED",
                available("LED", 300, 1),
                forecast("LED", "A", 10, 0.0, List.of(campaign("bw", risk, startsAt))));
    }

    private String outOfStock(String sku) {
        observe(sku, 0, 0.9);
        desk.issue(now);
        return open().stream()
                .filter(a -> a.sku().equals(sku))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private void recover(String sku) {
        observe(sku, 500, 0.0);
        pass(Duration.ofMinutes(30));
    }

    private Alert alert(String id) {
        return desk.find(id).orElseThrow().alert();
    }

    private List<Alert> open() {
        return desk.alerts().stream()
                .filter(alert -> alert.handling() != Handling.RESOLVED)
                .toList();
    }

    private MessageView onlyMessage() {
        assertThat(desk.messageIds()).hasSize(1);
        return desk.message(desk.messageIds().iterator().next()).orElseThrow();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        desk.tick(now);
    }

    private void tell(Availability availability, DemandForecast forecast) {
        desk.observe("sku LED", StockRules.judge(new SkuFacts("LED", availability, forecast), now), now);
    }

    private void observe(String sku, long available, double risk) {
        observeOn(desk, sku, available, risk);
    }

    private void observeOn(AlertDesk on, String sku, long available, double risk) {
        on.observe("sku " + sku, StockRules.judge(facts(sku, available, risk), now), now);
    }

    private static SkuFacts facts(String sku, long available, double risk) {
        return new SkuFacts(sku, available(sku, available, 1), forecast(sku, "A", 10, risk));
    }

    private AlertLife life() {
        return new AlertLife(LifePolicy.DEFAULT, () -> "id-" + ids.incrementAndGet());
    }

    private AlertDesk desk() {
        return new AlertDesk(
                life(), DeskPolicy.DEFAULT, () -> "m-" + ids.incrementAndGet(), Router.EVERYWHERE, QuietHours.NONE, 1);
    }
}
