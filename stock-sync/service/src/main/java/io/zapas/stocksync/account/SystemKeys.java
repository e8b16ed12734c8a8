package io.zapas.stocksync.account;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configuration keys of an account with one system. It is on when all keys are given that what it is used for needs, off when none is. Immutable once its system is
 * described.
 */
public final class SystemKeys {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_CALLS_PER_MINUTE = 60_000;

    final ConfigKey<String> url;
    final ConfigKey<Integer> callsPerMinute;
    private final String system;
    private final ConfigKey<String> channel;
    private final ConfigKey<Set<Use>> uses;
    private final Map<ConfigKey<?>, Set<Use>> needed = new LinkedHashMap<>();
    private final Map<Use, ConfigKey<Duration>> every = new EnumMap<>(Use.class);
    private final List<ConfigKey<?>> all = new ArrayList<>();

    /**
     * @param address default of {@code url}; null: every shop has its own, which is needed
     * @param channelName default of {@code channel}
     * @param calls default of {@code calls-per-minute}
     * @param ofWhat what of the system's limit that is
     * @param first what it is used for unless something else is configured
     * @param more what it can be used for besides
     */
    SystemKeys(String system, String address, String channelName, int calls, String ofWhat, Use first, Use... more) {
        this.system = system;
        Set<Use> can = EnumSet.of(first, more);
        String names = can.stream().map(SystemKeys::word).collect(Collectors.joining(", "));
        uses = new ConfigKey<>(
                name("uses"),
                "what the account is used for: any of " + names,
                word(first),
                false,
                text -> uses(text, can, names));
        url = new ConfigKey<>(
                name("url"),
                "address of " + system + ", https" + (address == null ? "; needed to use it" : ""),
                address,
                false,
                SystemKeys::address);
        channel = new ConfigKey<>(
                name("channel"), "what we call the channel whose listings these are", channelName, false, text -> {
                    String name = text.strip();
                    if (name.isEmpty() || name.codePointCount(0, name.length()) > 128) {
                        throw new IllegalArgumentException("must have 1 to 128 characters");
                    }
                    return name;
                });
        callsPerMinute =
                ConfigKey.integer(name("calls-per-minute"), calls, 1, MAX_CALLS_PER_MINUTE, "our calls, " + ofWhat);
        all.addAll(List.of(uses, url, channel, callsPerMinute));
        if (address == null) {
            needed.put(url, can);
        }
    }

    /**
     * How often it is read for this use.
     *
     * @param pause default of the pause between the end of one reading and the next
     */
    SystemKeys every(Use use, String pause) {
        ConfigKey<Duration> key =
                ConfigKey.duration(name(word(use) + "-every"), pause, "pause between two readings of its " + word(use));
        every.put(use, key);
        all.add(key);
        return this;
    }

    String name(String last) {
        return "account." + system + "." + last;
    }

    /** A credential. */
    ConfigKey<String> secret(String last, String help) {
        return needed(new ConfigKey<>(name(last), help, null, true, SystemKeys::line));
    }

    /**
     * Something it does not work without.
     *
     * @param uses for these; none named: for anything
     */
    ConfigKey<String> needed(String last, String form, String rule, String help, Use... uses) {
        return needed(new ConfigKey<>(name(last), help, null, false, formed(form, rule)), uses);
    }

    /** Something it has, or need not have when the default is null. */
    ConfigKey<String> text(String last, String defaultText, String form, String rule, String help) {
        return other(new ConfigKey<>(name(last), help, defaultText, false, formed(form, rule)));
    }

    <T> ConfigKey<T> needed(ConfigKey<T> key, Use... uses) {
        needed.put(key, uses.length == 0 ? EnumSet.allOf(Use.class) : Set.of(uses));
        all.add(key);
        return key;
    }

    <T> ConfigKey<T> other(ConfigKey<T> key) {
        all.add(key);
        return key;
    }

    public String system() {
        return system;
    }

    List<ConfigKey<?>> all() {
        return List.copyOf(all);
    }

    /** The pause between the end of one reading for this use and the next. */
    public Duration every(Use use, Config config) {
        return config.get(every.get(use));
    }

    String channel(Config config) {
        return config.get(channel);
    }

    String channelKey() {
        return channel.name();
    }

    /**
     * What it is used for; nothing: it is off.
     *
     * @throws IllegalArgumentException some of what it needs is given: which is missing
     */
    Set<Use> uses(Config config) {
        Set<Use> wanted = config.get(uses);
        List<String> given = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        needed.forEach((key, of) -> {
            if (config.find(key).isPresent()) {
                given.add(key.name());
            } else if (wanted.stream().anyMatch(of::contains)) {
                missing.add(key.name() + " (" + key.variable() + ")");
            }
        });
        if (!given.isEmpty() && !missing.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")
                    + " needed with " + String.join(", ", given) + " to use " + system);
        }
        return missing.isEmpty() ? wanted : Set.of();
    }

    private static Set<Use> uses(String text, Set<Use> can, String names) {
        Set<Use> uses = EnumSet.noneOf(Use.class);
        for (String word : text.split(",", -1)) {
            Use use = can.stream()
                    .filter(known -> word(known).equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be any of " + names));
            uses.add(use);
        }
        return uses;
    }

    private static String word(Use use) {
        return use.name().toLowerCase(Locale.ROOT);
    }

    /** Over plain http anybody on the way could read the credentials. */
    static String address(String text) {
        String rule = "must be an https address, or http on loopback";
        URI address;
        try {
            address = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule, e);
        }
        boolean http = "http".equals(address.getScheme()) && LOOPBACK.contains(String.valueOf(address.getHost()));
        if (address.getHost() == null
                || address.getUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null
                || !(http || "https".equals(address.getScheme()))) {
            throw new IllegalArgumentException(rule);
        }
        String whole = address.toString();
        return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    /** What is put in a header. */
    private static String line(String text) {
        String line = text.strip();
        if (line.isEmpty() || !line.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("must be of visible ASCII characters");
        }
        return line;
    }

    private static Function<String, String> formed(String form, String rule) {
        return text -> {
            String value = text.strip();
            if (!value.matches(form)) {
                throw new IllegalArgumentException(rule);
            }
            return value;
        };
    }
}
