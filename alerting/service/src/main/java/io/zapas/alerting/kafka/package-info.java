/**
 * The topics alerting reads and writes. The compacted topic {@code alerts} is its only store: alerts under their id ({@code "kind": "alert"}), and how
 * far each message is at each destination under {@code delivery/...} ({@code "kind": "delivery"}), and what companions of the desk remember under prefixes of
 * their own (mails under way, digests, reports, where the ads of SKUs stand), each with a kind of its own.
 */
package io.zapas.alerting.kafka;
