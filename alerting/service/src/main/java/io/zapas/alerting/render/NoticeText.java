package io.zapas.alerting.render;

import java.util.List;

/**
 * What a whole notice says.
 *
 * @param headline one line for the top of the message, badge included
 * @param subject of the group's first mail; recorded then and kept for the group's life
 * @param alerts in words: open before resolved, worst and most expensive first; at most as many as asked for
 * @param rest the alerts there was no room for, counted and summed; empty when all are shown
 * @param worse one line that says what got worse
 */
public record NoticeText(String headline, String subject, List<AlertText> alerts, Line rest, String worse) {
    public NoticeText {
        alerts = List.copyOf(alerts);
    }
}
