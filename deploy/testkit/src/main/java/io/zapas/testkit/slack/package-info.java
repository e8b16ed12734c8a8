/**
 * A Slack of our own for tests and demonstrations: the few methods Zapas uses, Slack's limits on messages, and scripted faults. One event
 * loop serves it; the public methods may be called from any thread.
 */
package io.zapas.testkit.slack;
