/**
 * What other systems tell only when they are asked: one {@link io.zapas.stocksync.feed.Feed} per system and matter, which knows its calls and what their answers mean in the words of
 * our events, keeps nothing that a restart would miss, and decides nothing. When they are read, and what becomes of what they tell, is decided by {@code poll}.
 */
package io.zapas.stocksync.feed;
