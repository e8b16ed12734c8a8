package io.zapas.alerting.mail;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * One recipient's copy of a mailing, with its headers. What identifies it follows from the mailing alone: Message-ID from its id and the recipient, Date from when
 * it was first to be sent. Many servers drop a second copy by these (Exchange by Message-ID and submit time, Cyrus by Message-ID).
 *
 * @param from the sender
 * @param links null: lists cannot be unsubscribed
 */
record Envelope(String from, UnsubscribeLinks links) {
    /** Stands in the content for the recipient's own link. */
    static final String UNSUBSCRIBE = "https://unsubscribe.invalid/";

    private static final char BYTE_ORDER_MARK = '\ufeff';

    MailMessage seal(Mailing mailing, String recipient) {
        String id = messageId(mailing.id(), recipient);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", id)
                .add(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(mailing.at().atOffset(ZoneOffset.UTC)))
                .add("Auto-Submitted", "auto-generated")
                .add("X-Auto-Response-Suppress", "All")
                .add("List-Id", listId(mailing.list()));
        if (mailing.thread() != null) {
            String root = messageId(mailing.thread(), recipient);
            headers.add("In-Reply-To", root).add("References", root);
        }
        MailContent content = mailing.content();
        String link = mailing.list() == null || links == null
                ? null
                : links.url(mailing.list(), address(recipient)).toString();
        if (link != null) {
            headers.add("List-Unsubscribe", "<" + link + ">")
                    .add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        MailMessage mail = new MailMessage()
                .setFrom(from)
                .setTo(recipient)
                .setHeaders(headers)
                .setSubject(mailing.subject())
                .setText(personal(content.text(), link))
                .setHtml(personal(content.html(), link));
        if (content.csv() != null) {
            mail.setAttachment(MailAttachment.create()
                    .setName(content.csvName())
                    .setContentType("text/csv; charset=utf-8")
                    .setDisposition("attachment")
                    // Spreadsheets take a file without the mark for one of the local code page.
                    .setData(Buffer.buffer((BYTE_ORDER_MARK + content.csv()).getBytes(StandardCharsets.UTF_8))));
        }
        return mail;
    }

    private static String personal(String text, String link) {
        return link == null ? text : text.replace(UNSUBSCRIBE, link);
    }

    private String listId(MailList list) {
        String name = list == null ? "zapas" : "zapas-" + list.name().toLowerCase(Locale.ROOT);
        return "Zapas <" + name + "." + domain(from) + ">";
    }

    String messageId(String mailing, String recipient) {
        String left = mailing.replaceAll("[^A-Za-z0-9.-]", "-") + "." + hash(address(recipient));
        return "<" + left + "@" + domain(from) + ">";
    }

    /** The part of an address behind its @, without brackets. */
    static String domain(String address) {
        return address(address).substring(address(address).lastIndexOf('@') + 1);
    }

    /** The bare address of "Name &lt;address&gt;". */
    static String address(String mailbox) {
        int open = mailbox.lastIndexOf('<');
        return (open < 0 ? mailbox : mailbox.substring(open + 1))
                .replace(">", "")
                .strip();
    }

    /** The name of "Name &lt;address&gt;"; empty without one. */
    static String name(String mailbox) {
        int open = mailbox.lastIndexOf('<');
        return open < 0 ? "" : mailbox.substring(0, open).replace("\"", "").strip();
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
