/**
 * From a message that should be shown to a message that is shown: one courier per destination, who records what he is about to do before he does it, so
 * that nothing is told twice or lost. Runs on the engine's context; only stages of destinations complete elsewhere.
 */
package io.zapas.alerting.delivery;
