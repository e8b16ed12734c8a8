package io.zapas.stocksync.push;

import java.time.Instant;

/**
 * How the listings of one channel stand.
 *
 * @param told listings that were told something, or wait for it
 * @param waiting of these: they will be told again
 * @param waitingSince when the first of them began to wait; null: none waits
 * @param problem why, in the channel's words, of the one that began last; null: none waits
 * @param held to show 0, until a person approves
 * @param notShown told three times within a day without showing it, and left alone
 */
public record ChannelPushes(
        String channel, long told, long waiting, Instant waitingSince, String problem, long held, long notShown) {}
