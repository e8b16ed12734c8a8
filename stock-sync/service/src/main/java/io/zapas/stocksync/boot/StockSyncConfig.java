package io.zapas.stocksync.boot;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.account.Systems;
import io.zapas.stocksync.desync.DesyncConfig;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.StockSettings;
import io.zapas.stocksync.erp.ErpConfig;
import io.zapas.stocksync.poll.PollConfig;
import io.zapas.stocksync.push.PushConfig;
import io.zapas.stocksync.stream.StreamConfig;
import io.zapas.stocksync.webhook.WebhookConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Configuration keys of stock-sync. */
final class StockSyncConfig {
    private static final int MAX_BUFFER = 1_000_000_000;
    private static final int MAX_PRIORITY = 1_000_000;

    static final ConfigKey<Duration> HOLD =
            ConfigKey.duration("hold.default", "30m", "how long an unpaid order or reservation keeps its units");
    static final ConfigKey<Map<String, Duration>> HOLDS = new ConfigKey<>(
            "hold.channels",
            "the same for single channels, such as allegro=48h,shop=20m",
            "",
            false,
            text -> pairs(text, ",", "must be a list such as allegro=48h,shop=20m", HOLD.parser()));
    static final ConfigKey<Duration> HOLD_MAX = ConfigKey.duration(
            "hold.max", "48h", "how long a hold may last in all when /v1/reservations/{id}/extend asks for more time");
    // Operators that tell of a pending payment repeat a lost "paid" for three days; those that never say "failed" never
    // say "pending" either.
    static final ConfigKey<Duration> PENDING = ConfigKey.duration(
            "hold.pending",
            "72h",
            "how long an order keeps its units at least from the moment its payment was pending");
    static final ConfigKey<Map<String, Duration>> PENDINGS = new ConfigKey<>(
            "hold.pending-channels",
            "the same for single channels, such as allegro=7d,shop=24h",
            "",
            false,
            text -> pairs(text, ",", "must be a list such as allegro=7d,shop=24h", HOLD.parser()));
    static final ConfigKey<Map<String, List<String>>> SELL_FROM = new ConfigKey<>(
            "sell-from",
            "locations a channel takes from first, in order, such as shop=WH1|STORE,allegro=WH2; the others follow by name",
            "",
            false,
            text -> pairs(text, ",", "must be a list such as shop=WH1|STORE,allegro=WH2", StockSyncConfig::locations));
    static final ConfigKey<Map<String, List<String>>> SELL_ONLY = new ConfigKey<>(
            "sell-only",
            "the only locations a channel sells from, in order, such as shop=WH1|STORE; other channels sell from all",
            "",
            false,
            text -> pairs(text, ",", "must be a list such as shop=WH1|STORE,allegro=WH2", StockSyncConfig::locations));
    static final ConfigKey<Map<String, Boolean>> SPLITS = new ConfigKey<>(
            "split.channels",
            "whether an order line of a channel may come from several locations, such as shop=false; true for all others",
            "",
            false,
            text -> pairs(text, ",", "must be a list such as shop=false,allegro=true", StockSyncConfig::flag));
    static final ConfigKey<Set<String>> UNSELLABLE = new ConfigKey<>(
            "locations.unsellable",
            "locations whose units are shown but never sold, such as RETURNS|QUARANTINE",
            "",
            false,
            text -> text.isBlank() ? Set.of() : Set.copyOf(locations(text)));
    static final ConfigKey<Map<String, Long>> BUFFERS = new ConfigKey<>(
            "buffer.locations",
            "units of every SKU kept back at a location, such as STORE=2; a product's own rule goes before",
            "",
            false,
            text -> pairs(
                    text,
                    ",",
                    "must be a list such as STORE=2,WH1=0",
                    buffer -> Long.valueOf(number(buffer, 0, MAX_BUFFER))));
    static final ConfigKey<Map<String, Integer>> PRIORITIES = new ConfigKey<>(
            "priority.channels",
            "who goes first when there is not enough, higher first, such as shop=10,allegro=5; 0 for all others",
            "",
            false,
            text -> pairs(
                    text,
                    ",",
                    "must be a list such as shop=10,allegro=5",
                    priority -> number(priority, -MAX_PRIORITY, MAX_PRIORITY)));
    static final ConfigKey<Duration> EVENTS_RETENTION = ConfigKey.duration(
            "retention.events", "7d", "how long the id of an event is remembered; a later repetition counts as new");
    static final ConfigKey<Duration> KEYS_RETENTION = ConfigKey.duration(
            "retention.idempotency-keys", "7d", "how long the answer to an Idempotency-Key is remembered");
    static final ConfigKey<Duration> SALES_RETENTION = ConfigKey.duration(
            "retention.finished-sales",
            "180d",
            "how long a finished sale is remembered; a later return restocks nothing");
    static final ConfigKey<Duration> LEASE = ConfigKey.duration(
            "lease.ttl", "3s", "how soon another instance takes over the relay when the leading one dies");

    static final ConfigKey<Integer> JOURNAL_RECORDS = ConfigKey.integer(
            "journal.records",
            500_000,
            1_000,
            1_000_000_000,
            "changes after which the store is copied into Kafka and the journal before them is dropped; bounds how long a rebuild takes");

    private StockSyncConfig() {}

    static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(List.of(
                HOLD,
                HOLDS,
                HOLD_MAX,
                PENDING,
                PENDINGS,
                SELL_FROM,
                SELL_ONLY,
                SPLITS,
                UNSELLABLE,
                BUFFERS,
                PRIORITIES,
                EVENTS_RETENTION,
                KEYS_RETENTION,
                SALES_RETENTION,
                LEASE,
                JOURNAL_RECORDS));
        keys.addAll(StreamConfig.keys());
        keys.addAll(DesyncConfig.keys());
        keys.addAll(WebhookConfig.keys());
        keys.addAll(Systems.keys());
        keys.addAll(PushConfig.keys());
        keys.addAll(PollConfig.keys());
        keys.addAll(ErpConfig.keys());
        return List.copyOf(keys);
    }

    static StockSettings settings(Config config) {
        return new StockSettings(
                config.get(HOLD),
                config.get(HOLDS),
                config.get(HOLD_MAX),
                config.get(PENDING),
                config.get(PENDINGS),
                config.get(SELL_FROM),
                config.get(EVENTS_RETENTION),
                config.get(KEYS_RETENTION),
                config.get(SALES_RETENTION),
                config.get(DesyncConfig.SOURCES_MAX_AGE),
                new SellingRules(
                        config.get(SELL_ONLY),
                        config.get(SPLITS),
                        config.get(UNSELLABLE),
                        config.get(BUFFERS),
                        config.get(PRIORITIES)));
    }

    private static Integer number(String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must give whole numbers, was \"" + text + "\"", e);
        }
        throw new IllegalArgumentException("must give numbers from " + min + " to " + max + ", was " + text);
    }

    private static Boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, was \"" + text + "\"");
        };
    }

    private static List<String> locations(String text) {
        List<String> locations = new ArrayList<>();
        for (String location : text.split("\\|")) {
            if (location.isBlank()) {
                throw new IllegalArgumentException("must name locations such as WH1|STORE");
            }
            locations.add(location.strip());
        }
        return List.copyOf(locations);
    }

    private static <T> Map<String, T> pairs(String text, String separator, String rule, Function<String, T> value) {
        Map<String, T> pairs = new LinkedHashMap<>();
        for (String element : text.split(separator)) {
            if (element.isBlank()) {
                continue;
            }
            int divider = element.indexOf('=');
            String name = divider < 0 ? "" : element.substring(0, divider).strip();
            if (name.isEmpty()
                    || pairs.put(
                                    name,
                                    value.apply(element.substring(divider + 1).strip()))
                            != null) {
                throw new IllegalArgumentException(rule);
            }
        }
        return Map.copyOf(pairs);
    }
}
