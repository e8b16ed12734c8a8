package io.zapas.stocksync.poll;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.feed.FeedConfig;
import java.time.Duration;
import java.util.List;

/** Configuration keys of polling. */
public final class PollConfig {
    private static final ConfigKey<Boolean> ENABLED = ConfigKey.flag(
            "poll.enabled",
            true,
            "whether the accounts that are used for it are read; demo and replay read none unless this says so");
    private static final ConfigKey<Duration> MAX_AGE =
            ConfigKey.duration("poll.max-age", "15m", "how long a feed may fail before people are told (STALE_SOURCE)");

    private PollConfig() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(ENABLED, MAX_AGE);
    }

    /** What is read. */
    public static List<Feed> feeds(Config config, Accounts accounts) {
        return config.get(ENABLED) ? FeedConfig.feeds(config, accounts) : List.of();
    }

    /** How long a feed may fail before people are told. */
    public static Duration maxAge(Config config) {
        return config.get(MAX_AGE);
    }
}
