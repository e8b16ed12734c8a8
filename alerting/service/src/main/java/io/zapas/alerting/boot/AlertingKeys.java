package io.zapas.alerting.boot;

import io.zapas.alerting.condition.SourceThresholds;
import io.zapas.runtime.config.Config;
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
    public static final ConfigKey<Duration> MASS_DROP_WINDOW = ConfigKey.duration(
            "alert.mass-drop-window",
            "10m",
            "Levels of one source that go to zero within this time may be a mass drop");
    public static final ConfigKey<Integer> MASS_DROP_MIN_SKUS = ConfigKey.integer(
            "alert.mass-drop-min-skus", 20, 2, 1_000_000, "Fewer SKUs going to zero are never a mass drop");
    public static final ConfigKey<Integer> MASS_DROP_SHARE = ConfigKey.integer(
            "alert.mass-drop-share", 30, 1, 100, "Percent of a source's levels going to zero that make a mass drop");
    public static final ConfigKey<Integer> MASS_DROP_CLOSE_SHARE = ConfigKey.integer(
            "alert.mass-drop-close-share", 15, 0, 99, "Percent still at zero below which a mass drop may end");
    public static final ConfigKey<Duration> MASS_DROP_SETTLE = ConfigKey.duration(
            "alert.mass-drop-settle",
            "1s",
            "How long a stockout waits for others of its source, up to 1m once they come");
    public static final ConfigKey<Duration> MAX_HOLD = ConfigKey.duration(
            "alert.max-hold", "2h", "How long at most a silent or broken source holds back alerts about its SKUs");

    private AlertingKeys() {}

    /** @throws IllegalArgumentException with the name of the key, when values do not fit together */
    static SourceThresholds sourceThresholds(Config config) {
        return new SourceThresholds(
                config.get(MASS_DROP_WINDOW),
                config.get(MASS_DROP_MIN_SKUS),
                config.get(MASS_DROP_SHARE) / 100.0,
                config.get(MASS_DROP_CLOSE_SHARE) / 100.0,
                config.get(MASS_DROP_SETTLE),
                config.get(MAX_HOLD));
    }

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
                KEEP_RESOLVED,
                MASS_DROP_WINDOW,
                MASS_DROP_MIN_SKUS,
                MASS_DROP_SHARE,
                MASS_DROP_CLOSE_SHARE,
                MASS_DROP_SETTLE,
                MAX_HOLD);
    }
}
