package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.util.List;

/**
 * What one alert says.
 *
 * @param badge a coloured sign for its severity, or a tick when resolved
 * @param title what is wrong with what, without badge
 * @param lead urgency, date, money and what to do: enough for a phone's preview
 * @param details labelled facts, most useful first; empty when resolved
 */
public record AlertText(Alert alert, boolean resolved, String badge, String title, Line lead, List<Detail> details) {
    public AlertText {
        details = List.copyOf(details);
    }
}
