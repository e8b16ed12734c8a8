package io.zapas.alerting.condition;

import static io.zapas.alerting.condition.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertDesk;
import io.zapas.alerting.domain.AlertLife;
import io.zapas.alerting.domain.Command;
import io.zapas.alerting.domain.DeskPolicy;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.LifePolicy;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * No alert is lost: whatever sources, sales, people and time do, a stockout that the rules see is open, or held and listed by a root cause whose alert is open
 * and that began less than the bound ago, or has waited for less than a suspicion lasts.
 */
class DiagnosisProperties {

    @Property(tries = 60, shrinking = net.jqwik.api.ShrinkingMode.OFF)
    void everyStockoutIsToldOrListed(@ForAll long seed) {
        Shop shop = new Shop(new Random(seed));
        for (int i = 0; i < 250; i++) {
            shop.step();
            shop.assertNothingLost("seed " + seed + ", step " + i);
        }
        shop.heal();
        assertThat(shop.heldNow()).as("all is well, seed %d", seed).isZero();
    }

    private static final class Shop {
        private static final int SKUS = 40;
        private static final String[] SOURCES = {"erp", "wms"};
        private static final SourceThresholds THRESHOLDS =
                new SourceThresholds(Duration.ofMinutes(10), 6, 0.30, 0.15, Duration.ofSeconds(1), Duration.ofHours(2));

        private final Random random;
        private final AtomicInteger ids = new AtomicInteger();
        private final SourceBook book = new SourceBook(THRESHOLDS);
        private final Map<String, SkuFacts> skus = new HashMap<>();
        private final AlertDesk desk;
        private final Diagnosis diagnosis;
        private final Map<String, Instant> turns = new HashMap<>();
        private final Map<String, Desync> silent = new HashMap<>();
        private final Map<String, Instant> waitingSince = new HashMap<>();
        private Instant now = NOW;
        private long seq;

        Shop(Random random) {
            this.random = random;
            AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id-" + ids.incrementAndGet());
            desk = new AlertDesk(life, DeskPolicy.DEFAULT, () -> "m-" + ids.incrementAndGet());
            diagnosis = new Diagnosis(book, desk::isOpen, this::sku);
            for (int i = 0; i < SKUS; i++) {
                set("S" + i, Reason.LEVEL, source(i), 10);
            }
        }

        private static String source(int sku) {
            return SOURCES[sku % 4 == 0 ? 1 : 0];
        }

        void step() {
            now = now.plusSeconds(random.nextInt(3) == 0 ? random.nextInt(2_400) : random.nextInt(20));
            switch (random.nextInt(8)) {
                case 0 -> burst(0);
                case 1 -> burst(10);
                case 2 -> one(Reason.ISSUE, "shop", 0);
                case 3 -> one(Reason.LEVEL, null, random.nextInt(3));
                case 4 -> silence();
                case 5 -> person();
                default -> {}
            }
            tick();
        }

        private void burst(long units) {
            String source = SOURCES[random.nextInt(2)];
            double share = random.nextDouble();
            for (int i = 0; i < SKUS; i++) {
                if (source(i).equals(source) && random.nextDouble() < share) {
                    set("S" + i, Reason.LEVEL, source, units);
                }
            }
        }

        private void one(Reason reason, String by, long units) {
            int i = random.nextInt(SKUS);
            set("S" + i, reason, by == null ? source(i) : by, units);
        }

        private void silence() {
            String source = SOURCES[random.nextInt(2)];
            if (silent.remove(source) != null) {
                report(source, null);
            } else {
                Desync report = new Desync(
                        "source:" + source,
                        Desync.Kind.STALE_SOURCE,
                        Desync.State.OPEN,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        now,
                        now,
                        null,
                        List.of("STALE_SOURCE"),
                        Map.of("source", source));
                silent.put(source, report);
                report(source, report);
            }
        }

        private void report(String source, Desync report) {
            book.reported(source, report);
            judgeSource(source);
        }

        private void person() {
            List<Alert> open = desk.alerts().stream()
                    .filter(alert -> alert.handling() != Alert.Handling.RESOLVED)
                    .filter(alert -> alert.type() == Alert.Type.MASS_DROP || alert.type() == Alert.Type.STALE_SOURCE)
                    .toList();
            if (!open.isEmpty()) {
                desk.handle(open.get(random.nextInt(open.size())).id(), new Command.FalseAlarm("anna", null), now);
                // What it held is let go when the list is next looked at.
                now = now.plus(Diagnosis.LIST_INTERVAL);
            }
        }

        private void set(String sku, Reason reason, String source, long units) {
            SkuFacts before = sku(sku);
            long was = before.availability() == null ? 0 : before.availability().available();
            seq++;
            LedgerEntry entry = new LedgerEntry(
                    seq, sku, "MAIN", seq, reason, now, now, was, units, 0, 0, units, 0, null, source, null, null, null,
                    null, 0);
            boolean ledgerFirst = random.nextBoolean();
            if (ledgerFirst) {
                learn(sku, entry);
            }
            skus.put(
                    sku,
                    before.with(Samples.forecast(sku, "A", 4, null)).with(Samples.available(sku, units, seq), now));
            judge(sku);
            if (!ledgerFirst) {
                learn(sku, entry);
            }
        }

        private void learn(String sku, LedgerEntry entry) {
            book.learn(sku, book.of(sku).with(entry)).forEach(this::judgeSource);
        }

        private SkuFacts sku(String sku) {
            return skus.getOrDefault(sku, SkuFacts.none(sku));
        }

        private void judgeSource(String source) {
            String subject = Diagnosis.subjectOf(source);
            desk.observe(subject, diagnosis.source(source, now), now);
            turns.put("source " + source, diagnosis.nextTurnOfSource(source, now));
            for (String released : diagnosis.released()) {
                if (released.startsWith("sku ")) {
                    judge(released.substring(4));
                } else {
                    judgeSource(source);
                }
            }
        }

        private void judge(String sku) {
            String subject = StockRules.subject(sku);
            desk.observe(subject, diagnosis.sku(subject, sku, StockRules.judge(sku(sku), now), now), now);
            Instant turn = diagnosis.nextTurn(subject);
            if (turn == null) {
                turns.remove(sku);
            } else {
                turns.put(sku, turn);
            }
        }

        private void tick() {
            desk.tick(now);
            for (int round = 0; round < 2; round++) {
                for (String what : List.copyOf(turns.keySet())) {
                    if (turns.containsKey(what) && !turns.get(what).isAfter(now)) {
                        if (what.startsWith("source ")) {
                            judgeSource(what.substring("source ".length()));
                        } else {
                            judge(what);
                        }
                    }
                }
            }
            desk.drain().rechecks().keySet().stream()
                    .filter(subject -> subject.startsWith("sku "))
                    .forEach(subject -> judge(subject.substring(4)));
            desk.issue(now);
        }

        void assertNothingLost(String when) {
            Set<String> listed = new LinkedHashSet<>();
            for (Alert cause : desk.alerts()) {
                if (desk.isOpen(desk.find(cause.id()).orElseThrow().life().subject(), cause.fingerprint())) {
                    diagnosis.heldBy(cause).forEach(alert -> listed.add(alert.fingerprint()));
                }
            }
            List<String> lost = new ArrayList<>();
            Set<String> waiting = new LinkedHashSet<>();
            for (String sku : skus.keySet()) {
                for (Finding finding : StockRules.judge(sku(sku), now)) {
                    boolean told = desk.alerts().stream()
                            .anyMatch(alert -> alert.fingerprint().equals(finding.fingerprint())
                                    && alert.condition() != Alert.Condition.CLEAR);
                    if (finding.level() != Level.ENTER || told) {
                        continue;
                    }
                    waiting.add(finding.fingerprint());
                    Instant waits = waitingSince.computeIfAbsent(finding.fingerprint(), f -> now);
                    Duration most = listed.contains(finding.fingerprint())
                            ? THRESHOLDS.maxHold().plus(SourceThresholds.SUSPICION)
                            : SourceThresholds.SUSPICION.plus(Diagnosis.LIST_INTERVAL);
                    if (now.isAfter(waits.plus(most))) {
                        lost.add(sku);
                    }
                }
            }
            waitingSince.keySet().retainAll(waiting);
            assertThat(lost).as(when).isEmpty();
        }

        void heal() {
            for (String source : SOURCES) {
                silent.remove(source);
                report(source, null);
            }
            for (int i = 0; i < SKUS; i++) {
                set("S" + i, Reason.LEVEL, source(i), 10);
            }
            for (int i = 0; i < 5; i++) {
                now = now.plusSeconds(3_000);
                tick();
            }
        }

        long heldNow() {
            return desk.alerts().stream()
                    .mapToLong(alert -> diagnosis.heldBy(alert).size())
                    .sum();
        }
    }
}
