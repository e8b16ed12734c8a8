/**
 * The channels we can set quantities in: one {@link io.zapas.stocksync.connector.Connector} per system, which knows its calls, its limits and what its answers mean, and decides
 * nothing. What is sent and when is decided by {@code push}; accounts, and how they are called, are those of {@code account}.
 */
package io.zapas.stocksync.connector;
