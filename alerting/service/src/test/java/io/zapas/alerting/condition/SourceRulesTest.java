package io.zapas.alerting.condition;

import static io.zapas.alerting.condition.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceRulesTest {
    private static final String ERP = "erp-lumex";
    private static final Duration WEEK = Duration.ofDays(7);

    private final SourceBook book = new SourceBook(SourceThresholds.DEFAULT);
    private final Map<String, SkuFacts> skus = new HashMap<>();
    private long seq;

    @Test
    void aShareOfASourceThatFallsAtOnceIsAMassDrop() {
        stock(100, 7);
        drop(0, 29, NOW);
        assertThat(massDrop(NOW)).as("29 %").hasValueSatisfying(f -> assertThat(f.level())
                .isEqualTo(Level.HOLD));
        drop(29, 30, NOW);
        Finding finding = massDrop(NOW).orElseThrow();
        assertThat(finding.level()).isEqualTo(Level.ENTER);
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.facts())
                .containsEntry("source", ERP)
                .containsEntry("skus", 30L)
                .containsEntry("since", NOW.toString())
                .containsEntry("channels", List.of("allegro"));
    }

    @Test
    void itEndsOnlyWhenMuchOfItIsBack() {
        stock(100, 7);
        drop(0, 40, NOW);
        restock(0, 24);
        assertThat(massDrop(NOW)).as("16 of 100, and few").isEmpty();
        stock(1, 0);
        SourceBook large = new SourceBook(new SourceThresholds(
                Duration.ofMinutes(10), 10, 0.3, 0.15, Duration.ofSeconds(1), Duration.ofHours(2)));
        for (int i = 0; i < 100; i++) {
            large.learn(
                    "S" + i,
                    SkuSources.none().with(level("S" + i, 0, 7, NOW)).with(level("S" + i, 7, i < 16 ? 0 : 7, NOW)));
        }
        assertThat(SourceRules.massDrop(ERP, large, this::sku, List.of(), NOW))
                .as("16 %: between the thresholds")
                .hasValueSatisfying(f -> assertThat(f.level()).isEqualTo(Level.HOLD));
        assertThat(SourceRules.massDrop(ERP, large, this::sku, List.of(), NOW.plus(Duration.ofHours(25))))
                .as("nobody undid it for a day")
                .isEmpty();
    }

    @Test
    void salesAndSlowDeclineAreNoMassDrop() {
        stock(100, 7);
        for (int i = 0; i < 90; i++) {
            learn("S" + i, entry("S" + i, Reason.ISSUE, 7, 0, NOW, "shop"));
        }
        assertThat(massDrop(NOW)).as("sold").isEmpty();
        stock(100, 7);
        for (int i = 0; i < 90; i++) {
            drop(i, i + 1, NOW.plus(Duration.ofMinutes(i * 2L)));
        }
        assertThat(massDrop(NOW.plus(Duration.ofHours(3))))
                .as("5 within ten minutes")
                .isEmpty();
    }

    @Test
    void anEntryThatComesTwiceOrLateChangesNothing() {
        SkuSources once = SkuSources.none().with(level("S", 0, 7, NOW)).with(level("S", 7, 0, NOW));
        LedgerEntry late = new LedgerEntry(
                1, "S", "MAIN", 1, Reason.LEVEL, NOW, NOW, 0, 9, 0, 0, 9, 0, null, ERP, null, null, null, null, 0);
        assertThat(once.with(late)).isEqualTo(once);
        assertThat(once.with(level("S", 0, 0, NOW)).droppedBy(ERP)).isEqualTo(NOW);
        assertThat(once.zeroBy()).isEqualTo(ERP);
        assertThat(once.with(level("S", 0, 3, NOW)).zeroBy()).isNull();
    }

    @Test
    void whatIsDeclaredIsDeadAndACriticalSourceIsOneOfArticlesThatSell() {
        stock(3, 7);
        skus.replaceAll((sku, facts) -> facts.with(Samples.forecast(sku, sku.equals("S0") ? "A" : "C", 10, null)));
        book.reported(ERP, silent());
        Finding finding = silence(NOW).orElseThrow();
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.fingerprint())
                .as("as stock-sync's report was always named")
                .isEqualTo(io.zapas.alerting.domain.Fingerprint.of(Alert.Type.STALE_SOURCE, null, "source:erp-lumex"));
        assertThat(finding.facts())
                .containsEntry("skus", 3L)
                .containsEntry("articlesA", 1L)
                .containsEntry("serving", "LAST_KNOWN")
                .containsEntry("slaSeconds", 7_200L)
                .containsEntry("lastContact", NOW.minusSeconds(10_000).toString());
        skus.replaceAll((sku, facts) -> facts.with(Samples.silent(sku, 7), NOW));
        assertThat(silence(NOW).orElseThrow().facts()).containsEntry("serving", "WITHHELD");
        book.reported(ERP, null);
        assertThat(silence(NOW)).isEmpty();
    }

    @Test
    void aSourceThatIsUsuallyHeardIsLateThenDeadWhileAQuietNightIsNoSilence() {
        stock(1, 7);
        Instant monday = Instant.parse("2026-10-26T06:00:00Z");
        Instant last = hearOfficeHours(monday, 4);
        Instant nextMorning = Instant.parse("2026-11-23T06:00:00Z");
        assertThat(last).isBefore(nextMorning.minus(Duration.ofHours(60)));
        book.heard("shop", nextMorning);
        assertThat(silence(nextMorning)).as("a weekend like every other").isEmpty();
        Instant late = nextMorning.plus(Duration.ofMinutes(30));
        book.heard("shop", late);
        assertThat(silence(late)).hasValueSatisfying(f -> {
            assertThat(f.level()).isEqualTo(Level.ENTER);
            assertThat(f.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(f.facts()).containsEntry("state", "LATE").containsEntry("lastContact", last.toString());
        });
        Instant dead = nextMorning.plus(Duration.ofMinutes(70));
        book.heard("shop", dead);
        assertThat(silence(dead)).hasValueSatisfying(f -> assertThat(f.facts()).containsEntry("state", "DEAD"));
        book.heard(ERP, dead);
        assertThat(silence(dead)).as("heard again").isEmpty();
    }

    @Test
    void whenNothingArrivesAtAllNoSourceIsTheSilentOne() {
        stock(1, 7);
        hearOfficeHours(Instant.parse("2026-10-26T06:00:00Z"), 4);
        assertThat(silence(Instant.parse("2026-11-23T12:00:00Z"))).isEmpty();
    }

    @Test
    void nothingIsLearnedFromAWeek() {
        stock(1, 7);
        hearOfficeHours(Instant.parse("2026-11-16T06:00:00Z"), 1);
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        book.heard("shop", now);
        assertThat(silence(now)).isEmpty();
    }

    @Test
    void thresholdsWithoutAGapAreRefusedByName() {
        assertThatThrownBy(() ->
                        new SourceThresholds(Duration.ofMinutes(10), 20, 0.3, 0.3, Duration.ZERO, Duration.ofHours(2)))
                .hasMessageContaining("alert.mass-drop-close-share");
    }

    /** Every ten minutes from 6 to 16 UTC, Monday to Friday. */
    private Instant hearOfficeHours(Instant monday, int weeks) {
        Instant last = monday;
        for (int week = 0; week < weeks; week++) {
            for (int day = 0; day < 5; day++) {
                for (int slot = 0; slot < 60; slot++) {
                    last = monday.plus(WEEK.multipliedBy(week))
                            .plus(Duration.ofDays(day))
                            .plus(Duration.ofMinutes(slot * 10L));
                    book.heard(ERP, last);
                }
            }
        }
        return last;
    }

    private void stock(int count, long units) {
        for (int i = 0; i < count; i++) {
            learn("S" + i, level("S" + i, 0, units, NOW.minusSeconds(86_400)));
            skus.put("S" + i, new SkuFacts("S" + i, Samples.available("S" + i, units, 1), null));
        }
    }

    private void drop(int from, int to, Instant at) {
        for (int i = from; i < to; i++) {
            learn("S" + i, level("S" + i, 7, 0, at));
        }
    }

    private void restock(int from, int to) {
        for (int i = from; i < to; i++) {
            learn("S" + i, level("S" + i, 0, 5, NOW));
        }
    }

    private void learn(String sku, LedgerEntry entry) {
        book.learn(sku, book.of(sku).with(entry));
    }

    private LedgerEntry level(String sku, long before, long after, Instant at) {
        return entry(sku, Reason.LEVEL, before, after, at, ERP);
    }

    private LedgerEntry entry(String sku, Reason reason, long before, long after, Instant at, String source) {
        seq++;
        return new LedgerEntry(
                seq, sku, "MAIN", seq, reason, at, at, before, after, 0, 0, after, 0, null, source, null, null, null,
                null, 0);
    }

    private SkuFacts sku(String sku) {
        return skus.getOrDefault(sku, SkuFacts.none(sku));
    }

    private Optional<Finding> massDrop(Instant now) {
        return SourceRules.massDrop(ERP, book, this::sku, List.of(), now);
    }

    private Optional<Finding> silence(Instant now) {
        return SourceRules.silence(ERP, book, this::sku, List.of(), now);
    }

    private static Desync silent() {
        return new Desync(
                "source:erp-lumex",
                Desync.Kind.STALE_SOURCE,
                Desync.State.OPEN,
                null,
                null,
                null,
                null,
                null,
                null,
                NOW.minusSeconds(2_800),
                NOW,
                null,
                List.of("STALE_SOURCE"),
                Map.of("source", ERP, "lastContact", NOW.minusSeconds(10_000).toString(), "maxAgeSeconds", 7_200));
    }
}
