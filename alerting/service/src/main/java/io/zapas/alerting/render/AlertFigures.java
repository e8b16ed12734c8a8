package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;

/**
 * The figures of an alert that tables of many alerts show. What is not known is empty.
 *
 * @param available units that can be sold
 * @param coverDays days they last
 * @param runsOut the day in half of all cases
 * @param delivery the first one that comes when stock is gone, or the next
 * @param suggestion units to order today
 * @param loss expected if ignored, in the alert's currency
 */
public record AlertFigures(
        Optional<BigDecimal> available,
        Optional<BigDecimal> coverDays,
        Optional<LocalDate> runsOut,
        Optional<LocalDate> delivery,
        Optional<BigDecimal> suggestion,
        Optional<BigDecimal> loss) {

    public static AlertFigures of(Alert alert, ZoneId zone) {
        Facts facts = new Facts(alert.facts(), zone);
        Optional<LocalDate> runsOut = facts.date("stockoutP50").or(() -> facts.date("medianSellOut"));
        LocalDate gone = runsOut.orElse(LocalDate.MIN);
        Comparator<LocalDate> usefulFirst = Comparator.<LocalDate>comparingInt(eta -> eta.isBefore(gone) ? 1 : 0)
                .thenComparing(eta -> eta);
        return new AlertFigures(
                facts.number("available"),
                facts.number("daysOfCover"),
                runsOut,
                facts.list("incoming").stream()
                        .flatMap(delivery -> delivery.date("eta").stream())
                        .min(usefulFirst),
                facts.number("suggestedQuantity").filter(units -> units.signum() > 0),
                Optional.ofNullable(alert.lostValue()));
    }

    /** A name as one safe line of at most {@code maxLength} characters. */
    public static String line(String text, int maxLength) {
        return text == null ? "" : Names.clean(text, maxLength);
    }
}
