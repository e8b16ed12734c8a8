/**
 * Puts alerting together and runs it: one engine on one Vert.x context owns the facts, the desk and the couriers; HTTP asks it from other contexts.
 */
package io.zapas.alerting.boot;
