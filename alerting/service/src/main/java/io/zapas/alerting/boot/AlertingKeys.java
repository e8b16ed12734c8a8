package io.zapas.alerting.boot;

import io.zapas.runtime.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/** What can be set about the life of alerts. */
public final class AlertingKeys {
    public static final ConfigKey<Duration> GROUP_WAIT = ConfigKey.duration(
            "alert.group-wait", "30s", "How long a new alert waits for others of its group; critical ones do not");
    public static final ConfigKey<Duration> GROUP_INTERVAL =
            ConfigKey.duration("alert.group-interval", "1m", "Least time between two pings of one group");
    public static final ConfigKey<Duration> OPEN_HOLD = ConfigKey.duration(
            "alert.open-hold", "1m", "How long a shortage or campaign risk must last before it is an alert");
    public static final ConfigKey<Duration> CLOSE_HOLD = ConfigKey.duration(
            "alert.close-hold", "30m", "How long the end of a problem must last before it is resolved");
    public static final ConfigKey<Duration> DESYNC_CLOSE_HOLD =
            ConfigKey.duration("alert.desync-close-hold", "2m", "The same for mismatches and silent sources");
    public static final ConfigKey<Duration> DELIVERY_SLACK = ConfigKey.duration(
            "alert.delivery-slack", "1d", "How late an ordered delivery may be before its alert speaks up again");
    public static final ConfigKey<Duration> REFRESH =
            ConfigKey.duration("alert.refresh", "5m", "How often at most new numbers alone change an open alert");
    public static final ConfigKey<Duration> SEND_INTERVAL = ConfigKey.duration(
            "alert.send-interval", "1s", "Least time between two calls to Slack, or to the mail server");
    public static final ConfigKey<Integer> KEEP_RESOLVED =
            ConfigKey.integer("alert.keep-resolved", 10_000, 100, 1_000_000, "How many resolved alerts are kept");

    private AlertingKeys() {}

    static List<ConfigKey<?>> all() {
        return List.of(
                GROUP_WAIT,
                GROUP_INTERVAL,
                OPEN_HOLD,
                CLOSE_HOLD,
                DESYNC_CLOSE_HOLD,
                REFRESH,
                DELIVERY_SLACK,
                SEND_INTERVAL,
                KEEP_RESOLVED);
    }
}
