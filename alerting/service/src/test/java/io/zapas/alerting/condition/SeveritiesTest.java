package io.zapas.alerting.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert.Severity;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeveritiesTest {

    @ParameterizedTest
    @CsvSource({
        "true, 300, HIGH",
        "true, 0, HIGH",
        "false, 300, MEDIUM",
        "false, 1, MEDIUM",
        "false, 0, LOW",
        "false, , LOW"
    })
    void aShortageIsAsBadAsHelpIsLate(boolean tooLate, Long order, Severity severity) {
        Risk risk = new Risk(0.6, null, tooLate, 0, 1, null, null);
        SuggestedOrder suggested = order == null
                ? null
                : new SuggestedOrder(order, null, null, null, null, null, null, null, null, null, null, null, null);
        assertThat(Severities.ofShortage(risk, suggested)).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({
        "0.31, 2026-11-22T07:30:00Z, CRITICAL",
        "0.30, 2026-11-22T07:30:00Z, HIGH",
        "0.99, 2026-11-22T07:30:01Z, HIGH",
        "0.99, , HIGH"
    })
    void aCampaignIsCriticalOnlyWhileItRuns(double risk, Instant startsAt, Severity severity) {
        assertThat(Severities.ofCampaign(
                        new io.zapas.forecast.api.DemandForecast.CampaignRisk(
                                "c", null, null, startsAt, null, 2, 1, 2, risk, 0, null, 1, null, null, null, null,
                                null, null, null, null, null),
                        Samples.NOW))
                .isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({"1, CRITICAL", "0, MEDIUM", "-1, MEDIUM", ", MEDIUM"})
    void aChannelThatShowsTooMuchIsCritical(Long delta, Severity severity) {
        assertThat(Severities.ofListing(delta)).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({"true, 1, CRITICAL", "true, 0, HIGH", "false, 1, HIGH", "false, 0, MEDIUM"})
    void aSourceOfWhatSellsMostIsWorse(boolean dead, long articlesA, Severity severity) {
        assertThat(Severities.ofSilence(dead, articlesA)).isEqualTo(severity);
    }
}
