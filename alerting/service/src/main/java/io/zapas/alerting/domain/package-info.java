/**
 * The rules of alerting: when a condition holds, what becomes of an alert, what is told to whom. Plain Java; adapters depend on it,
 * never the reverse.
 */
package io.zapas.alerting.domain;
