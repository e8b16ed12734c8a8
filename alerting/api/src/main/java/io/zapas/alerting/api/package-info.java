/** What alerting publishes. Immutable records; safe on every thread. */
package io.zapas.alerting.api;
