package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.digest.Digester;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.SampleAlerts;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Whatever a product, its owner or a note is called, a mail has the same elements and attributes. */
class MailEscapingProperties {
    private static final MailMessages POLISH = MailMessagesTest.messages("pl");

    @Property(tries = 150)
    void noNameAddsMarkup(@ForAll("names") String name) {
        assertThat(shape(html(name))).isEqualTo(shape(html("plain")));
    }

    @Property(tries = 100)
    void noNameAddsMarkupToADigest(@ForAll("names") String name) {
        assertThat(shape(digest(name))).isEqualTo(shape(digest("plain")));
    }

    @Property(tries = 50)
    void noNameBreaksTheSubjectLine(@ForAll("names") String name) {
        assertThat(POLISH.subject(notice(name)))
                .doesNotContain("\n", "\r", "\u0000")
                .hasSizeLessThanOrEqualTo(151);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> bits = Arbitraries.of(
                "<b>",
                "</td>",
                "</style>",
                "<!--",
                "-->",
                "\"",
                "'",
                "&",
                "&lt;",
                "javascript:",
                "{{",
                "}}",
                "{%",
                "%}",
                " onload=",
                "<script>",
                "\r\n",
                "\u0000",
                "\u202e",
                "\u2028",
                "ż",
                "😀",
                "]]>",
                "=",
                "`",
                "x");
        Arbitrary<String> mixed = bits.list().ofMinSize(1).ofMaxSize(25).map(parts -> String.join("", parts) + "x");
        return Arbitraries.oneOf(
                mixed, Arbitraries.strings().ofMinLength(1).ofMaxLength(80).map(text -> "x" + text));
    }

    private static Notice notice(String name) {
        Alert alert = SampleAlerts.with(
                SampleAlerts.named(SampleAlerts.shortage(), "x" + name, name), Map.of("owner", name, "note", name));
        return new Notice("id", "g", 1, Notice.Kind.NEW, List.of(alert));
    }

    private static Document digest(String name) {
        Digester digester = new Digester(DigestMailsTest.WARSAW);
        MailContent content = DigestMailsTest.mails("pl")
                .content(digester.digest(notice(name).alerts(), DigestMailsTest.MONDAY), name);
        return Jsoup.parse(content.html());
    }

    private static Document html(String name) {
        return Jsoup.parse(POLISH.content(notice(name), name).html());
    }

    /** Every element with its attributes; the preview line is text only. */
    private static List<String> shape(Document html) {
        return html.getAllElements().stream().map(MailEscapingProperties::shape).toList();
    }

    private static String shape(Element element) {
        return element.tagName() + " " + element.attributes();
    }
}
