package io.zapas.stocksync.connector;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Configuration keys of the connectors. */
public final class ConnectorConfig {
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    static final ConfigKey<Duration> TIMEOUT = new ConfigKey<>(
            "push.timeout",
            "how long a channel may take to answer; Allegro and Mirakl, which work it off later, six times that",
            "10s",
            false,
            text -> {
                Duration timeout = ConfigKey.duration("", null, "").parser().apply(text);
                if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
                    throw new IllegalArgumentException("must be a duration up to 5m");
                }
                return timeout;
            });

    private static final SystemKeys BASELINKER = new SystemKeys(
            BaseLinkerConnector.NAME,
            "https://api.baselinker.com/connector.php",
            BaseLinkerConnector.NAME,
            60,
            "of the 100 a minute that all programs of an account have together");
    private static final ConfigKey<String> BASELINKER_TOKEN =
            BASELINKER.secret("token", "API token of a BaseLinker account; none: no quantities are sent to it");
    private static final ConfigKey<String> BASELINKER_INVENTORY = BASELINKER.needed(
            "inventory", "[0-9]{1,18}", "must be a number such as 18841", "number of the inventory (catalogue)");
    private static final ConfigKey<String> BASELINKER_WAREHOUSE = BASELINKER.needed(
            "warehouse", "bl_[0-9]{1,18}", "must be a warehouse such as bl_205", "the warehouse, of BASE's own kind");
    private static final ConfigKey<Boolean> BASELINKER_COUNTED = BASELINKER.other(ConfigKey.flag(
            BASELINKER.name("counted"),
            true,
            "whether its counter must add up with what was sent; false if it does not count what stayed as it was"));

    /** In the order of their worth. */
    private static final List<Kind> KINDS = List.of(new Kind(
            BASELINKER,
            (config, channel) -> new BaseLinkerConnector(
                    channel,
                    config.get(BASELINKER_TOKEN),
                    Long.parseLong(config.get(BASELINKER_INVENTORY)),
                    config.get(BASELINKER_WAREHOUSE),
                    config.get(BASELINKER_COUNTED))));

    private ConnectorConfig() {}

    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        keys.add(TIMEOUT);
        KINDS.forEach(kind -> keys.addAll(kind.keys.all()));
        return List.copyOf(keys);
    }

    /**
     * The connectors of the systems that are on.
     *
     * @throws IllegalArgumentException a system is given in part, or two have one channel
     */
    public static Connectors connectors(Config config, Vertx vertx, InstantSource clock) {
        Map<String, Kind> byChannel = new LinkedHashMap<>();
        for (Kind kind : KINDS) {
            if (kind.keys.isOn(config)) {
                String channel = config.get(kind.keys.channel);
                Kind other = byChannel.putIfAbsent(channel, kind);
                if (other != null) {
                    throw new IllegalArgumentException(kind.keys.channel.name() + " is " + channel + ", as is "
                            + other.keys.channel.name() + ": a channel is of one system");
                }
            }
        }
        HttpClient client = ChannelHttp.client(vertx);
        Waits waits = new Waits(vertx);
        List<Connector> all = new ArrayList<>();
        byChannel.forEach((name, kind) -> {
            CallPace pace = new CallPace(clock, waits, config.get(kind.keys.callsPerMinute));
            ChannelHttp http = new ChannelHttp(kind.keys.system(), vertx, client, pace, clock);
            all.add(kind.make.apply(
                    config, new Channel(name, config.get(kind.keys.url), config.get(TIMEOUT), http, waits, clock)));
        });
        return new OpenConnectors(all, client, waits);
    }

    /** A system: its keys, and how its connector is made of them. */
    private record Kind(SystemKeys keys, BiFunction<Config, Channel, Connector> make) {}
}
