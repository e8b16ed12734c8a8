/**
 * Notices by e-mail: text and HTML from one wording, and the delivery over SMTP with headers that do not change between tries. Nothing blocks;
 * futures complete on any thread.
 */
package io.zapas.alerting.mail;
