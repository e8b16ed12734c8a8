package io.zapas.alerting.mail;

/**
 * A mail's words: plain text and HTML say the same.
 *
 * @param csv a table attached to it, null: none
 * @param csvName its file name
 */
record MailContent(String text, String html, String csv, String csvName) {
    MailContent(String text, String html) {
        this(text, html, null, null);
    }
}
