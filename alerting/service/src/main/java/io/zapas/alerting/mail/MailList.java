package io.zapas.alerting.mail;

/** What comes regularly and can be unsubscribed. Notices of single problems cannot: who answers for a product is told. */
public enum MailList {
    DIGEST,
    REPORT
}
