package io.zapas.alerting.mail;

import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.AlertText;
import io.zapas.alerting.render.Line;
import io.zapas.alerting.render.NoticeText;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.Wording;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notices as mails. The first line, which clients preview, has urgency, numbers and date; the 50 worst alerts are told in full and the others
 * counted. The HTML is one self-contained document: no images, no scripts, nothing loaded. Every word is escaped by the template engine. Safe on
 * every thread.
 */
final class MailMessages {
    private static final int MAX_ALERTS = 50;
    private static final String TEMPLATE = "notice.html.peb";

    private final NoticeTexts texts;
    private final AlertLinks links;
    private final MailPages pages;
    private final MailTexts words;

    /** @param dashboard null: no link */
    MailMessages(NoticeTexts texts, MailPages pages, URI dashboard) {
        this.texts = texts;
        this.pages = pages;
        this.words = new MailTexts(texts.wording().locale());
        this.links = new AlertLinks(dashboard);
    }

    /** Of the group's first mail; the later ones keep it, whatever becomes of the group. */
    String subject(Notice notice) {
        return texts.text(notice, 1).subject();
    }

    MailContent content(Notice notice, String subject) {
        return content(notice, subject, Optional.empty());
    }

    /** @param slackAwaySince when it comes by mail because Slack cannot take it */
    MailContent content(Notice notice, String subject, Optional<Instant> slackAwaySince) {
        NoticeText text = texts.text(notice, MAX_ALERTS);
        String detour = slackAwaySince
                .map(since -> words.text("detour", wording().moment(since)))
                .orElse("");
        return new MailContent(plain(text, notice, detour), html(text, notice, subject, detour));
    }

    /** Where all of it is, when there is more than a mail shows; empty: there is not. */
    private String table(NoticeText text, Notice notice) {
        return text.rest().isEmpty() ? "" : links.table(notice).orElse("");
    }

    private String plain(NoticeText text, Notice notice, String detour) {
        List<String> lines = new ArrayList<>();
        String table = table(text, notice);
        if (isSingle(text)) {
            AlertText alert = text.alerts().get(0);
            lines.add(alert.lead().plain());
            lines.add("");
            List<String> told = NoticeTexts.plain(alert);
            lines.add(told.get(0));
            lines.addAll(told.subList(Math.min(2, told.size()), told.size()));
        } else {
            lines.add(text.headline());
            text.alerts().forEach(alert -> {
                lines.add("");
                lines.addAll(NoticeTexts.plain(alert));
            });
        }
        if (!text.rest().isEmpty()) {
            lines.add("");
            lines.add(text.rest().plain());
        }
        if (!table.isEmpty()) {
            lines.add(wording().text("table") + ": " + table);
        }
        lines.add("");
        if (!detour.isEmpty()) {
            lines.add(detour);
        }
        links.to(notice).ifPresent(address -> lines.add(wording().text("open") + ": " + address));
        lines.add(wording().text("footer"));
        return String.join("\n", lines) + "\n";
    }

    private String html(NoticeText text, Notice notice, String subject, String detour) {
        boolean single = isSingle(text);
        Map<String, Object> model = new HashMap<>();
        model.put("subject", subject);
        model.put("preview", single ? text.alerts().get(0).lead().plain() : text.headline());
        model.put("headline", single ? "" : text.headline());
        model.put(
                "alerts",
                text.alerts().stream()
                        .map(alert -> model(
                                alert, single ? "" : links.to(alert.alert()).orElse("")))
                        .toList());
        model.put("rest", text.rest().plain());
        model.put("detour", detour);
        model.put("table", table(text, notice));
        model.put("tableText", wording().text("table"));
        model.put("link", links.to(notice).orElse(""));
        model.put("linkText", wording().text("open"));
        model.put("footer", wording().text("footer"));
        return pages.render(TEMPLATE, model);
    }

    private static boolean isSingle(NoticeText text) {
        return text.alerts().size() == 1 && text.rest().isEmpty();
    }

    private Wording wording() {
        return texts.wording();
    }

    private static Map<String, Object> model(AlertText alert, String link) {
        return Map.of(
                "colour",
                alert.resolved()
                        ? SeverityColours.RESOLVED
                        : SeverityColours.of(alert.alert().severity()),
                "resolved",
                alert.resolved(),
                "title",
                alert.badge() + " " + alert.title(),
                "link",
                link,
                "lead",
                model(alert.lead()),
                "details",
                alert.details().stream()
                        .map(detail -> Map.of("label", detail.label(), "value", model(detail.value())))
                        .toList());
    }

    private static List<Map<String, Object>> model(Line line) {
        return line.spans().stream()
                .map(span -> Map.<String, Object>of("text", span.text(), "strong", span.strong()))
                .toList();
    }
}
