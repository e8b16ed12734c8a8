/**
 * Receivers beside Slack and mail, each a {@link io.zapas.alerting.domain.Destination} with a courier, a pace and retries of its own: a signed webhook, a
 * Microsoft Teams workflow, and Prometheus Alertmanager. Off unless configured. Nothing blocks; futures complete on any thread.
 */
package io.zapas.alerting.receiver;
