/**
 * Our accounts with other systems: what is configured of them ({@link io.zapas.stocksync.account.Systems}), and how they are called over HTTP, whatever for: in turn, within limits of
 * time, size and calls a minute, with failures of a known kind.
 */
package io.zapas.stocksync.account;
