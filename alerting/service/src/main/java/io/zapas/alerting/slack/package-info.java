/**
 * Notices in Slack: Block Kit messages within Slack's limits, a small client of the Web API, and the two ways to deliver (bot token: one living
 * message per group, edited in place; incoming webhook: posts only). Nothing blocks; futures complete on any thread.
 */
package io.zapas.alerting.slack;
