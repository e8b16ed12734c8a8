/**
 * The stock in Redis: one script decides and changes everything (the files under {@code resources}, in the order of their numbers), Java
 * only carries its input and output. Safe on every thread.
 */
package io.zapas.stocksync.redis;
