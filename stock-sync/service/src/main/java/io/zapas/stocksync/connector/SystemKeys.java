package io.zapas.stocksync.connector;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The configuration keys of one system: it is on when all those it needs are given, off when none is. */
final class SystemKeys {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_CALLS_PER_MINUTE = 60_000;

    final ConfigKey<String> url;
    final ConfigKey<String> channel;
    final ConfigKey<Integer> callsPerMinute;
    private final String system;
    private final List<ConfigKey<?>> needed = new ArrayList<>();
    private final List<ConfigKey<?>> all = new ArrayList<>();

    /**
     * @param address default of {@code url}; null: every shop has its own, which is needed
     * @param channelName default of {@code channel}
     * @param calls default of {@code calls-per-minute}
     * @param ofWhat what of the system's limit that is
     */
    SystemKeys(String system, String address, String channelName, int calls, String ofWhat) {
        this.system = system;
        url = new ConfigKey<>(
                name("url"),
                "address of " + system + ", https" + (address == null ? "; needed to send quantities to it" : ""),
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
        all.addAll(List.of(url, channel, callsPerMinute));
        if (address == null) {
            needed.add(url);
        }
    }

    String name(String last) {
        return "push." + system + "." + last;
    }

    /** A credential. */
    ConfigKey<String> secret(String last, String help) {
        return needed(new ConfigKey<>(name(last), help, null, true, SystemKeys::line));
    }

    /** Something it does not work without. */
    ConfigKey<String> needed(String last, String form, String rule, String help) {
        return needed(new ConfigKey<>(name(last), help, null, false, formed(form, rule)));
    }

    /** Something it has, or need not have when the default is null. */
    ConfigKey<String> text(String last, String defaultText, String form, String rule, String help) {
        return other(new ConfigKey<>(name(last), help, defaultText, false, formed(form, rule)));
    }

    <T> ConfigKey<T> needed(ConfigKey<T> key) {
        needed.add(key);
        all.add(key);
        return key;
    }

    <T> ConfigKey<T> other(ConfigKey<T> key) {
        all.add(key);
        return key;
    }

    String system() {
        return system;
    }

    List<ConfigKey<?>> all() {
        return List.copyOf(all);
    }

    /** @throws IllegalArgumentException some of what it needs is given: which is missing */
    boolean isOn(Config config) {
        List<String> given = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (ConfigKey<?> key : needed) {
            if (config.find(key).isPresent()) {
                given.add(key.name());
            } else {
                missing.add(key.name() + " (" + key.variable() + ")");
            }
        }
        if (!given.isEmpty() && !missing.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")
                    + " needed with " + String.join(", ", given) + " to send quantities to " + system);
        }
        return missing.isEmpty();
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
