package io.zapas.alerting.eligibility;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** One name for a platform, however planners spell it: {@code Google Ads}, {@code GOOGLE} and {@code google} are {@code google}. Pure. */
public final class Platforms {
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("google", "google"),
            Map.entry("youtube", "google"),
            Map.entry("meta", "meta"),
            Map.entry("facebook", "meta"),
            Map.entry("instagram", "meta"),
            Map.entry("allegro", "allegro"),
            Map.entry("amazon", "amazon"),
            Map.entry("microsoft", "microsoft"),
            Map.entry("bing", "microsoft"),
            Map.entry("tiktok", "tiktok"),
            Map.entry("ceneo", "ceneo"));
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Platforms() {}

    /** The platform's one name; empty where none is named. */
    public static Optional<String> named(String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return Optional.of(Arrays.stream(BETWEEN_WORDS.split(lower))
                .map(KNOWN::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(lower));
    }
}
