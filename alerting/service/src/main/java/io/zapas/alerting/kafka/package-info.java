/**
 * The topics alerting reads and writes. The compacted topic {@code alerts} is its only store: alerts under their id ({@code "kind": "alert"}), and how
 * far each message is at each destination under {@code delivery/...} ({@code "kind": "delivery"}).
 */
package io.zapas.alerting.kafka;
