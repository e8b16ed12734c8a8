/** What forecast accepts and publishes. Immutable records; safe on every thread. */
package io.zapas.forecast.api;
