/**
 * What stock-sync accepts and publishes: event data, topic names and the documents on its topics and its HTTP API.
 * Immutable records without behaviour beyond what their fields imply; safe on every thread.
 */
package io.zapas.stocksync.api;
