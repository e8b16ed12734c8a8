/**
 * The quick way: levels and holds of plain SKUs are decided here, in memory, from what was read or is remembered, and carried out by a script run that first checks
 * that all of it still stands. Redis then only reads, compares and writes; the rules in its own script would cost it ten times as much. SKUs of holds are
 * remembered as the last one leaves them, and not looked at again until somebody else has changed one.
 *
 * <p>What is not plain (kits and their parts, lots, pre-orders, {@code available} levels, shortfalls, orders known before, repetitions) is left to
 * the script of {@code redis}, which knows all rules, and so is everything whose ground changed too often meanwhile. A property compares both ways.
 */
package io.zapas.stocksync.quick;
