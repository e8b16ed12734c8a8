package io.zapas.alerting.condition;

import static io.zapas.alerting.condition.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.Inhibition.Fate;
import io.zapas.alerting.condition.Inhibition.Symptom;
import io.zapas.alerting.condition.Inhibition.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InhibitionTest {
    private static final Duration BOUND = Duration.ofHours(2);

    @ParameterizedTest
    @CsvSource({
        // type, cause, minutes since it began, available, zero by, fate
        "OUT_OF_STOCK,  MASS_DROP,    0,   0, erp,  HOLD",
        "OVERSOLD,      MASS_DROP,    0,   0, erp,  HOLD",
        "SHORTAGE,      MASS_DROP,    0,   0, erp,  HOLD",
        "DESYNC,        MASS_DROP,    0,   0, erp,  HOLD",
        "CAMPAIGN_RISK, MASS_DROP,    119, 0, erp,  HOLD",
        "OUT_OF_STOCK,  MASS_DROP,    120, 0, erp,  TELL_WITH_LOW_CONFIDENCE",
        "OUT_OF_STOCK,  MASS_DROP,    0,   0, shop, TELL",
        "OUT_OF_STOCK,  MASS_DROP,    0,   0, ,     TELL",
        "UNKNOWN_SKU,   MASS_DROP,    0,   5, ,     TELL",
        "OUT_OF_STOCK,  STALE_SOURCE, 0,   0, erp,  HOLD",
        "OUT_OF_STOCK,  STALE_SOURCE, 0,   0, shop, TELL",
        "SHORTAGE,      STALE_SOURCE, 0,   9, ,     HOLD",
        "SHORTAGE,      STALE_SOURCE, 600, 9, ,     TELL_WITH_LOW_CONFIDENCE",
        "DESYNC,        STALE_SOURCE, 0,   9, ,     HOLD",
        "DESYNC,        STALE_SOURCE, 0,   0, shop, TELL",
        "CAMPAIGN_RISK, STALE_SOURCE, 0,   ,  ,     HOLD",
        "OVERSOLD,      STALE_SOURCE, 0,   0, erp,  TELL",
    })
    void theTableHolds(Alert.Type type, Alert.Type cause, long minutes, Long available, String zeroBy, Fate fate) {
        RootCause of = new RootCause(cause, "erp", "fp", NOW.minus(Duration.ofMinutes(minutes)), Set.of("LED"));
        Verdict verdict =
                Inhibition.judge(new Symptom(type, "LED", null, available, zeroBy, null), List.of(of), BOUND, NOW);
        assertThat(verdict.fate()).isEqualTo(fate);
        assertThat(Inhibition.judge(new Symptom(type, "OTHER", null, available, zeroBy, null), List.of(of), BOUND, NOW)
                        .fate())
                .as("a SKU the cause does not touch")
                .isEqualTo(Fate.TELL);
    }

    @Test
    void aMassDropExplainsTheSilenceOfItsSourceOnly() {
        RootCause drop = new RootCause(Alert.Type.MASS_DROP, "erp", "fp", NOW, Set.of());
        Symptom silence = new Symptom(Alert.Type.STALE_SOURCE, null, "erp", null, null, null);
        assertThat(Inhibition.judge(silence, List.of(drop), BOUND, NOW).fate()).isEqualTo(Fate.HOLD);
        assertThat(Inhibition.judge(
                                new Symptom(Alert.Type.STALE_SOURCE, null, "shop", null, null, null),
                                List.of(drop),
                                BOUND,
                                NOW)
                        .fate())
                .isEqualTo(Fate.TELL);
        assertThat(Inhibition.judge(
                                new Symptom(Alert.Type.MASS_DROP, null, "erp", null, null, null),
                                List.of(drop),
                                BOUND,
                                NOW)
                        .fate())
                .as("nothing explains itself")
                .isEqualTo(Fate.TELL);
    }

    @Test
    void oneCauseAfterTheOtherDoesNotHoldForLonger() {
        List<RootCause> causes = new ArrayList<>(List.of(
                new RootCause(
                        Alert.Type.STALE_SOURCE, "erp", "stale", NOW.minus(Duration.ofMinutes(90)), Set.of("LED")),
                new RootCause(Alert.Type.MASS_DROP, "erp", "drop", NOW, Set.of("LED"))));
        Verdict verdict =
                Inhibition.judge(new Symptom(Alert.Type.SHORTAGE, "LED", null, 3L, null, null), causes, BOUND, NOW);
        assertThat(verdict.cause().fingerprint()).as("the strongest lists it").isEqualTo("drop");
        assertThat(verdict.until()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    }
}
