package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import io.zapas.alerting.domain.Destination.Gap;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.AlertText;
import io.zapas.alerting.render.Detail;
import io.zapas.alerting.render.Line;
import io.zapas.alerting.render.NoticeText;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.Span;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notices as Block Kit. Slack allows 50 blocks, 150 characters of header and some 13,000 characters over all; a message here has at most 43
 * blocks and {@value #MAX_MESSAGE} characters. The 20 worst alerts are shown; where room ends, details go first, then leads, and the message says
 * so and links to the dashboard; the others are counted, and listed on pages in the thread ({@link SlackList}).
 *
 * <p>The only mentions are of owners who are asked to act, by the member ids of the configuration. Words from outside stand only in header ({@code plain_text}) and {@code rich_text} elements, which Slack never reads as markup or mentions,
 * and in the fallback text, where {@code & < >} are escaped. Every revision has block ids of its own, since Slack caches by them.
 */
final class SlackMessages {
    static final int MAX_ALERTS = 20;
    /** Steps of an alert that ask somebody to act. */
    private static final Set<String> ASKING = Set.of("ESCALATED", "LAPSED", "WOKE", "WORSE");

    private static final int MAX_HEADER = 150;
    private static final int MAX_MESSAGE = 12_000;
    private static final int MAX_BLOCK = 2_800;
    private static final int MAX_LINE = 1_000;
    private static final int MAX_TITLE = 300;
    private static final int MAX_NAME = 128;
    private static final int MAX_REPLY_LINES = 5;
    private static final int MAX_FALLBACK = 1_500;
    private static final int MAX_TEXT_ONLY = 3_500;

    private final NoticeTexts texts;
    private final SlackWords words;
    private final URI dashboard;
    private final AlertLinks links;
    private final SlackButtons buttons;
    private final Map<String, String> members;

    /**
     * @param dashboard null: no link
     * @param buttons whether clicks can be received
     */
    SlackMessages(NoticeTexts texts, URI dashboard, boolean buttons) {
        this(texts, dashboard, buttons, Map.of());
    }

    /** @param members owners' member ids in Slack, by name: who is asked next is mentioned, nobody else ever */
    SlackMessages(NoticeTexts texts, URI dashboard, boolean buttons, Map<String, String> members) {
        this.members = Map.copyOf(members);
        this.texts = texts;
        this.words = new SlackWords(texts.wording());
        this.dashboard = dashboard;
        this.links = new AlertLinks(dashboard);
        this.buttons = buttons ? new SlackButtons(words) : null;
    }

    NoticeTexts texts() {
        return texts;
    }

    /** The living message; what it has no room for is in its thread. */
    SlackMessage message(Notice notice) {
        return message(notice, true);
    }

    /** A message that stands alone: nothing can be put into a thread of it. */
    SlackMessage alone(Notice notice) {
        return message(notice, false);
    }

    private SlackMessage message(Notice notice, boolean threaded) {
        NoticeText text = texts.text(notice, MAX_ALERTS);
        return new SlackMessage(fallback(text), blocks(text, notice, threaded));
    }

    /**
     * A page of the list in the thread.
     *
     * @param file whether the whole table is in the thread as well
     */
    SlackMessage page(SlackList.Page page, Notice notice, boolean file) {
        String heading = words.text("list.page", Map.of("first", number(page.first()), "last", number(page.last())));
        JsonArray blocks = new JsonArray();
        Lines lines = new Lines(MAX_BLOCK);
        lines.add(List.of(new Span(heading, true)), false);
        for (String line : page.lines()) {
            if (!lines.add(List.of(new Span(line, false)), false)) {
                blocks.add(richText(lines.elements(), pageBlockId(notice, page, blocks)));
                lines = new Lines(MAX_BLOCK);
                lines.add(List.of(new Span(line, false)), false);
            }
        }
        if (page.hidden() > 0) {
            lines.addAnyway(words.text("list.hidden", Map.of("count", number(page.hidden()))));
            if (file) {
                lines.addAnyway(words.text("list.file"));
            } else {
                lines.link(table(notice), words.text("list.table"));
            }
        }
        blocks.add(richText(lines.elements(), pageBlockId(notice, page, blocks)));
        return new SlackMessage(escape(heading), blocks);
    }

    private static String pageBlockId(Notice notice, SlackList.Page page, JsonArray blocks) {
        return blockId(notice, "p" + page.first() + "-" + blocks.size());
    }

    /** What stands where a page was, since the list got shorter. */
    SlackMessage blank(String id, long rev) {
        Lines lines = new Lines(MAX_BLOCK);
        lines.add(List.of(new Span(words.text("list.blank"), false)), false);
        return new SlackMessage(
                words.text("list.blank"), new JsonArray().add(richText(lines.elements(), "r" + rev + "-" + id)));
    }

    String fileTitle(Notice notice) {
        return words.text(
                "list.fileTitle", Map.of("count", number(notice.alerts().size())));
    }

    String fileComment(Notice notice) {
        return words.text(
                "list.fileComment", Map.of("count", number(notice.alerts().size())));
    }

    private String number(int count) {
        return words.wording().number(BigDecimal.valueOf(count));
    }

    /** Where the whole table is: with a dashboard's address a link, without one the call of our interface. */
    private String table(Notice notice) {
        String call = "/v1/alerts?format=csv&notice=" + URLEncoder.encode(notice.deliveryId(), StandardCharsets.UTF_8);
        return dashboard == null ? call : dashboard.toString().replaceAll("/+$", "") + call;
    }

    /**
     * The answer in the thread: what got worse and who is asked, what people did since {@code told}, that all is over. Empty when there is nothing of that.
     *
     * @param told time of the newest step people have been told of
     * @param loud time of the newest step when people were last told aloud: silent edits since then asked nobody
     */
    Optional<SlackMessage> reply(Notice notice, Instant told, Instant loud) {
        List<String> lines = new ArrayList<>();
        if (notice.kind() == Notice.Kind.WORSE) {
            lines.add("⚠️ " + texts.text(notice, MAX_ALERTS).worse());
        }
        List<String> done = notice.alerts().stream()
                .flatMap(alert -> alert.history().stream()
                        .filter(change -> change.by() != null && change.at().isAfter(told))
                        .sorted(Comparator.comparing(Change::at))
                        .flatMap(change -> done(alert, change).stream()))
                .toList();
        done.stream().limit(MAX_REPLY_LINES).forEach(lines::add);
        if (done.size() > MAX_REPLY_LINES) {
            lines.add(words.text("line.more", Map.of("count", Integer.toString(done.size() - MAX_REPLY_LINES))));
        }
        if (notice.kind() == Notice.Kind.RESOLVED && !notice.alerts().isEmpty()) {
            lines.add(
                    notice.alerts().size() == 1
                            ? words.text(
                                    "line.allResolved",
                                    Map.of("title", title(notice.alerts().get(0))))
                            : words.text(
                                    "line.allResolvedMany",
                                    Map.of(
                                            "count",
                                            Integer.toString(notice.alerts().size()))));
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        JsonArray section = new JsonArray();
        for (String line : lines) {
            section.add(element((section.isEmpty() ? "" : "\n") + cut(line, MAX_LINE), false, false));
        }
        String text = escape(cut(String.join("\n", lines), MAX_FALLBACK));
        List<String> asked = notice.kind() == Notice.Kind.WORSE ? asked(notice, loud) : List.of();
        mention(asked, section);
        return Optional.of(new SlackMessage(
                text + mentions(asked), new JsonArray().add(richText(section, blockId(notice, "reply")))));
    }

    /**
     * A message that is new here although its alerts are not: it says why it comes, and mentions who is asked.
     *
     * @param loud see {@link #reply}; null: nobody was told of it here
     */
    SlackMessage first(Notice notice, Instant loud) {
        SlackMessage message = message(notice);
        List<String> asked = loud == null
                ? members(notice.alerts().stream()
                        .filter(alert -> alert.handling() == Alert.Handling.ESCALATED)
                        .map(Alert::assignee))
                : asked(notice, loud);
        if (asked.isEmpty()) {
            return message;
        }
        String reason = cut("⚠️ " + texts.text(notice, MAX_ALERTS).worse(), MAX_LINE);
        JsonArray section = new JsonArray().add(element(reason, false, false));
        mention(asked, section);
        return new SlackMessage(
                message.text() + mentions(asked), message.blocks().add(richText(section, blockId(notice, "asked"))));
    }

    private static void mention(List<String> members, JsonArray section) {
        String before = "\n";
        for (String member : members) {
            section.add(element(before, false, false));
            section.add(new JsonObject().put("type", "user").put("user_id", member));
            before = " ";
        }
    }

    private static String mentions(List<String> members) {
        return members.stream().map(member -> " <@" + member + ">").collect(Collectors.joining());
    }

    /** Member ids of those who are asked since then, because nobody answered or nothing came of it, it woke up, or got worse. */
    private List<String> asked(Notice notice, Instant since) {
        return members(notice.alerts().stream()
                .filter(alert -> alert.history().stream()
                        .anyMatch(change ->
                                ASKING.contains(change.what()) && change.at().isAfter(since)))
                .map(SlackMessages::answerable));
    }

    /** Who has to act on it now; null: nobody. */
    private static String answerable(Alert alert) {
        return switch (alert.handling()) {
            case NEW, NOTIFIED, ESCALATED -> alert.assignee();
            case ACKNOWLEDGED -> alert.handledBy();
            case SNOOZED, RESOLVED -> null;
        };
    }

    private List<String> members(Stream<String> people) {
        return people.filter(Objects::nonNull)
                .map(members::get)
                .filter(Objects::nonNull)
                .distinct()
                .limit(MAX_REPLY_LINES)
                .toList();
    }

    /** The newest step any of the alerts shows. */
    static Instant newestStep(Notice notice) {
        return notice.alerts().stream()
                .flatMap(alert -> alert.history().stream())
                .map(Change::at)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private Optional<String> done(Alert alert, Change change) {
        String key =
                switch (change.what()) {
                    case "ACKNOWLEDGED", "SNOOZED", "FALSE_ALARM", "RESOLVED" -> "line." + change.what();
                    case "ORDERED" -> change.detail() == null ? "line.ORDERED" : "line.ORDERED.number";
                    default -> null;
                };
        return Optional.ofNullable(key)
                .map(known -> words.text(
                        known,
                        Map.of(
                                "by", NoticeTexts.oneLine(change.by(), MAX_NAME),
                                "detail", NoticeTexts.oneLine(String.valueOf(change.detail()), MAX_NAME),
                                "title", title(alert))));
    }

    private static String title(Alert alert) {
        return cut(String.valueOf(alert.title()), MAX_TITLE);
    }

    /** What happened while Slack could not be reached. */
    SlackMessage summary(Gap gap) {
        List<String> lines = new ArrayList<>();
        lines.add(words.text(
                "gap",
                Map.of(
                        "from", words.wording().moment(gap.from()),
                        "to", words.wording().moment(gap.to()),
                        "opened", Integer.toString(gap.opened()),
                        "resolved", Integer.toString(gap.resolved()),
                        "open", Integer.toString(gap.open()))));
        gap.passed().stream().limit(MAX_ALERTS).forEach(alert -> lines.add("✅ " + cut(title(alert), MAX_TITLE)));
        if (gap.passed().size() > MAX_ALERTS) {
            lines.add(words.text(
                    "line.more", Map.of("count", Integer.toString(gap.passed().size() - MAX_ALERTS))));
        }
        JsonArray section = new JsonArray();
        for (String line : lines) {
            section.add(element((section.isEmpty() ? "" : "\n") + line, section.isEmpty(), false));
        }
        return new SlackMessage(
                escape(lines.get(0)),
                new JsonArray().add(richText(section, "gap-" + gap.from().toEpochMilli())));
    }

    /** For a Slack that refuses our blocks: words only, and where to read on. */
    SlackMessage textOnly(Notice notice) {
        String link = links.to(notice).map(address -> "\n" + address).orElse("");
        return new SlackMessage(escape(cut(texts.plain(notice, MAX_ALERTS), MAX_TEXT_ONLY)) + link, new JsonArray());
    }

    /** Escapes what Slack's own markup would read; nothing else can be escaped there, nothing else needs to be. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String fallback(NoticeText text) {
        String lead = text.alerts().isEmpty()
                ? ""
                : "\n" + text.alerts().get(0).lead().plain();
        return escape(cut(text.headline() + lead, MAX_FALLBACK));
    }

    private JsonArray blocks(NoticeText text, Notice notice, boolean threaded) {
        JsonArray blocks = new JsonArray().add(header(text.headline(), notice));
        // A lone alert's title is the header already.
        boolean single = text.alerts().size() == 1
                && !text.alerts().get(0).resolved()
                && text.rest().isEmpty()
                && text.headline().length() <= MAX_HEADER;
        int waiting = text.alerts().size();
        int handled = buttons == null ? 0 : waiting;
        int left = MAX_MESSAGE - MAX_HEADER - 2 * MAX_LINE - handled * SlackButtons.MAX_CHARACTERS;
        for (AlertText alert : text.alerts()) {
            waiting--;
            Lines lines = new Lines(Math.min(MAX_BLOCK, left - waiting * (MAX_TITLE + 2)));
            tell(alert, single, lines);
            left -= lines.length();
            blocks.add(richText(lines.elements(), blockId(notice, Integer.toString(blocks.size()))));
            if (handled > 0 && !alert.resolved()) {
                handled--;
                blocks.add(new JsonObject()
                        .put("type", "actions")
                        .put("block_id", blockId(notice, "do-" + blocks.size()))
                        .put("elements", buttons.of(alert.alert(), text.alerts().size() == 1 ? 3 : 1)));
            }
        }
        if (!text.rest().isEmpty()) {
            Lines rest = new Lines(MAX_LINE);
            rest.add(List.of(new Span(cut(text.rest().plain(), MAX_LINE), true)), false);
            if (threaded) {
                rest.addAnyway(words.text("list.thread"));
            }
            if (!threaded || dashboard != null) {
                rest.link(table(notice), words.text("list.table"));
            }
            blocks.add(richText(rest.elements(), blockId(notice, "rest")));
        }
        if (dashboard != null) {
            blocks.add(richText(new JsonArray().add(link(notice)), blockId(notice, "link")));
        }
        return blocks;
    }

    private void tell(AlertText alert, boolean single, Lines lines) {
        if (!single) {
            String title = alert.badge() + " "
                    + cut(alert.title(), MAX_TITLE - alert.badge().length() - 1);
            lines.title(title, links.to(alert.alert()).orElse(null), alert.resolved());
        }
        boolean complete = lines.add(alert.lead().spans(), false);
        for (Detail detail : alert.details()) {
            complete &= lines.add(labelled(detail), false);
        }
        if (!complete) {
            lines.addAnyway("… " + texts.wording().text("full"));
        }
    }

    private static List<Span> labelled(Detail detail) {
        return Line.join("", List.of(Line.of(detail.label() + ": "), detail.value()))
                .spans();
    }

    private JsonObject link(Notice notice) {
        return new JsonObject()
                .put("type", "link")
                .put("url", links.to(notice).orElseThrow())
                .put("text", texts.wording().text("open"));
    }

    private static JsonObject header(String headline, Notice notice) {
        return new JsonObject()
                .put("type", "header")
                .put("block_id", blockId(notice, "head"))
                .put(
                        "text",
                        new JsonObject()
                                .put("type", "plain_text")
                                .put("text", cut(headline, MAX_HEADER))
                                .put("emoji", false));
    }

    private static JsonObject richText(JsonArray elements, String blockId) {
        return new JsonObject()
                .put("type", "rich_text")
                .put("block_id", blockId)
                .put(
                        "elements",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "rich_text_section")
                                        .put("elements", elements)));
    }

    private static String blockId(Notice notice, String part) {
        return "r" + notice.rev() + "-" + part;
    }

    private static JsonObject element(String text, boolean bold, boolean strike) {
        JsonObject element = new JsonObject().put("type", "text").put("text", text);
        JsonObject style = new JsonObject();
        if (bold) {
            style.put("bold", true);
        }
        if (strike) {
            style.put("strike", true);
        }
        return style.isEmpty() ? element : element.put("style", style);
    }

    private static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1;
        return text.substring(0, end) + "…";
    }

    /** Lines of one rich text section up to a number of characters; a line is added whole or not at all. */
    private static final class Lines {
        private static final String BREAK = "\n";

        private final JsonArray elements = new JsonArray();
        private final int maxLength;
        private int length;

        Lines(int maxLength) {
            this.maxLength = maxLength;
        }

        boolean add(List<Span> spans, boolean strike) {
            int size = spans.stream().mapToInt(span -> span.text().length()).sum();
            if (size == 0) {
                return true;
            }
            if (!elements.isEmpty() && length + size + 1 > maxLength) {
                return false;
            }
            newLine();
            spans.forEach(span -> elements.add(element(span.text(), span.strong(), strike)));
            length += size;
            return true;
        }

        /** The first line, which leads to the alert if there is an address. */
        void title(String text, String address, boolean strike) {
            JsonObject title = element(text, true, strike);
            elements.add(address == null ? title : title.put("type", "link").put("url", address));
            length += text.length();
        }

        void addAnyway(String text) {
            newLine();
            elements.add(element(text, false, false));
            length += text.length();
        }

        /** A line that leads to an address; where that is only a path, it is shown. */
        void link(String address, String label) {
            newLine();
            boolean whole = address.startsWith("http");
            elements.add(
                    whole
                            ? new JsonObject()
                                    .put("type", "link")
                                    .put("url", address)
                                    .put("text", label)
                            : element(label + ": " + address, false, false));
            length += label.length() + address.length();
        }

        private void newLine() {
            if (!elements.isEmpty()) {
                elements.add(element(BREAK, false, false));
                length += BREAK.length();
            }
        }

        JsonArray elements() {
            return elements;
        }

        int length() {
            return length;
        }
    }
}
