package io.zapas.alerting.mail;

/** A mail's words: plain text and HTML say the same. */
record MailContent(String text, String html) {}
