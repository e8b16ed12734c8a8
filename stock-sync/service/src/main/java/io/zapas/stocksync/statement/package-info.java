/**
 * What other systems say, however it came, in the words of our events: parts of their JSON are read as such systems write ({@link io.zapas.stocksync.statement.Part}), and stated as
 * events whose ids follow from what was said ({@link io.zapas.stocksync.statement.Statements}). Plain values, safe on every thread.
 */
package io.zapas.stocksync.statement;
