package io.zapas.stocksync.connector;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Where a connector's listings are, and what it needs to reach them.
 *
 * @param name what we call the channel
 * @param url the system's, without a slash at its end
 * @param timeout of a call
 */
record Channel(String name, String url, Duration timeout, ChannelHttp http, Waits waits, InstantSource clock) {}
