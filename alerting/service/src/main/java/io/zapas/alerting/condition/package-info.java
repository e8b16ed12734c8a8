/**
 * When something is a problem: pure functions from facts (availability, forecast, desync) and the time to findings. Every rule has two thresholds, one that
 * opens and a milder one that closes. No state, no I/O; safe on every thread.
 */
package io.zapas.alerting.condition;
