package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubstanceTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    private static final DemandHistory HISTORY = Demand.history(Demand.series(3, 200, 10, 2));
    private static final SkuState STATE = Demand.state(HISTORY);
    private static final LocalDate TODAY = Demand.after(HISTORY);
    private static final Instant NOW = TODAY.atStartOfDay(ZONE).toInstant();

    private static DemandForecast forecast(long available, String owner, Instant now, Receipt... receipts) {
        SkuFacts facts = new SkuFacts(
                "A",
                "Kubek",
                owner,
                "Huta",
                available,
                List.of(receipts),
                12.0,
                2.0,
                BigDecimal.TEN,
                BigDecimal.valueOf(20),
                "PLN",
                null,
                null,
                false,
                List.of());
        return Rotation.of(Demand.question(facts, STATE, List.of(), "A", now, ZONE));
    }

    private static boolean isNews(DemandForecast now, DemandForecast known) {
        return Substance.of(now).isNews(Substance.of(known));
    }

    @Test
    void theSameAgainIsNoNews() {
        DemandForecast first = forecast(500, "Ola", NOW);
        assertThat(isNews(forecast(500, "Ola", NOW.plus(Duration.ofMinutes(20))), first))
                .isFalse();
        assertThat(isNews(first.withAsOf(NOW.plusSeconds(9)), first)).isFalse();
    }

    @Test
    void aUnitOfManyIsNoNewsButOneOfAFewIs() {
        assertThat(isNews(forecast(2_999, "Ola", NOW), forecast(3_000, "Ola", NOW)))
                .isFalse();
        assertThat(isNews(forecast(4, "Ola", NOW), forecast(5, "Ola", NOW))).isTrue();
        assertThat(isNews(forecast(0, "Ola", NOW), forecast(1, "Ola", NOW))).isTrue();
    }

    @Test
    void smallStepsAddUpAgainstWhatWasTold() {
        DemandForecast told = forecast(3_000, "Ola", NOW);
        long available = 3_000;
        while (!isNews(forecast(available, "Ola", NOW), told)) {
            available--;
            assertThat(available).as("news at two percent at the latest").isGreaterThanOrEqualTo(2_939);
        }
    }

    @Test
    void whatIsNoMeasureIsNewsWhateverItIs() {
        DemandForecast first = forecast(500, "Ola", NOW);
        assertThat(isNews(forecast(500, "Jan", NOW), first)).isTrue();
        assertThat(isNews(forecast(500, "Ola", NOW.plus(Duration.ofDays(1))), first))
                .isTrue();
        assertThat(isNews(forecast(500, "Ola", NOW, new Receipt(TODAY.plusDays(5), 1, true)), first))
                .isTrue();
    }

    @Test
    void aReceiptThatIsNearMattersByTheDayAndAFarOneDoesNot() {
        DemandForecast near = forecast(900, "Ola", NOW, new Receipt(TODAY.plusDays(5), 10, true));
        assertThat(isNews(forecast(900, "Ola", NOW, new Receipt(TODAY.plusDays(6), 10, true)), near))
                .isTrue();
        DemandForecast far = forecast(9_000, "Ola", NOW, new Receipt(TODAY.plusDays(100), 10, true));
        assertThat(isNews(forecast(9_000, "Ola", NOW, new Receipt(TODAY.plusDays(101), 10, true)), far))
                .isFalse();
    }
}
