/**
 * Webhooks of other systems: one class per system tells genuine ones from others and says what they tell in the words of our events. All of it is
 * a function of the delivery and the configuration: no state, no I/O, safe on every thread. The door is {@code http.WebhookRoutes}.
 *
 * <p>What decides stands in the bytes that were signed: headers, which nobody signed, only say where to look. Repetition, order and loss are nobody's
 * business here: the events have ids that follow from the delivery, and each states a fact that may be stated again.
 */
package io.zapas.stocksync.webhook;
