package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.slack.SlackLimits;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever products and people are called: every message is one that Slack takes, all alerts are on it or its pages, and nobody is mentioned. */
class SlackNamesProperties {
    private static final NoticeTexts TEXTS =
            new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));
    private static final SlackMessages MESSAGES =
            new SlackMessages(TEXTS, URI.create("https://zapas.example.com"), true);
    /** What Slack never reads as markup. */
    private static final Set<String> ELEMENTS = Set.of(
            "header", "rich_text", "rich_text_section", "text", "link", "plain_text", "actions", "button", "overflow");

    private static final int ALERTS = 70;
    private static final Alert SHORTAGE = SampleAlerts.shortage();

    @Property(tries = 20)
    void everyMessageIsTakenAndMentionsNobody(@ForAll("names") List<String> names) {
        List<Alert> alerts = IntStream.range(0, ALERTS)
                .mapToObj(i -> SampleAlerts.with(
                        SHORTAGE,
                        Map.of(
                                "id", "A-" + i,
                                "sku", "K" + i + names.get(i % names.size()),
                                "name", names.get((i + 1) % names.size()),
                                "title", names.get((i + 2) % names.size()),
                                "owner", names.get((i + 3) % names.size()),
                                "note", names.get((i + 4) % names.size()))))
                .toList();
        Notice notice = new Notice("01JD9X7Q4M", "g", 1, Notice.Kind.WORSE, alerts);
        SlackList list = SlackList.of(notice, TEXTS);
        List<SlackMessage> messages = new ArrayList<>(List.of(MESSAGES.message(notice), MESSAGES.alone(notice)));
        MESSAGES.reply(notice, SampleAlerts.NOW, SampleAlerts.NOW).ifPresent(messages::add);
        int next = SlackMessages.MAX_ALERTS + 1;
        for (SlackList.Page page : list.pages()) {
            assertThat(page.first()).isEqualTo(next);
            next = page.last() + 1;
            messages.add(MESSAGES.page(page, notice, false));
        }
        assertThat(next + list.pages().get(list.pages().size() - 1).hidden())
                .as("none is left out")
                .isEqualTo(ALERTS + 1);
        for (SlackMessage message : messages) {
            assertThat(SlackLimits.refusal(message.text(), message.blocks())).isNull();
            assertThat(message.text()).doesNotContain("<", ">");
            assertThat(typesIn(message.blocks(), new ArrayList<>())).isSubsetOf(ELEMENTS);
            assertThat(message.blocks().encode()).doesNotContain("\u202e", "\\u202e");
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        Arbitrary<String> bits = Arbitraries.of(
                "<!channel>",
                "<!here|x>",
                "<@U0123456789>",
                "<#C0123456789>",
                "@channel",
                "<https://evil.example|click>",
                "&lt;!channel&gt;",
                "`",
                "```",
                "*",
                "_",
                "~",
                "\n",
                "\r\n",
                "\u0000",
                "\u202e",
                "\u2028",
                "مصباح",
                "ż",
                "😀",
                "👩‍👩‍👧‍👦",
                "𠜎",
                "\ud800",
                "x".repeat(300),
                "\"",
                "\\",
                " ");
        return bits.list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(parts -> "n" + String.join("", parts))
                .list()
                .ofMinSize(1)
                .ofMaxSize(7);
    }

    private static List<String> typesIn(Object node, List<String> found) {
        if (node instanceof JsonObject object) {
            if (object.getValue("type") instanceof String type) {
                found.add(type);
            }
            object.forEach(entry -> typesIn(entry.getValue(), found));
        } else if (node instanceof JsonArray array) {
            array.forEach(entry -> typesIn(entry, found));
        }
        return found;
    }
}
