package io.zapas.stocksync.webhook;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.events.CloudEventCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Configuration keys of the webhooks. */
public final class WebhookConfig {
    private static final Signed SHOPIFY = new Signed(Shopify.NAME, "the app's client secret", secret -> secret);
    private static final Signed WOOCOMMERCE = new Signed(WooCommerce.NAME, "the webhook's secret", secret -> secret);
    private static final Signed STANDARD =
            new Signed(StandardWebhooks.NAME, "whsec_ and base64, as the sender has it", WebhookConfig::standardSecret);

    private static final ConfigKey<String> SHOPIFY_CHANNEL = channel(Shopify.NAME);
    private static final ConfigKey<Boolean> SHOPIFY_NUMBERS = numbers(Shopify.NAME);
    private static final ConfigKey<Map<String, String>> SHOPIFY_LOCATIONS = new ConfigKey<>(
            "webhooks.shopify.locations",
            "what we call Shopify's locations, by their numbers, such as 81200011122=WH1; others are left to the order's own",
            "",
            false,
            WebhookConfig::names);
    private static final ConfigKey<String> SHOPIFY_SHOWN = ConfigKey.text(
            "webhooks.shopify.shown-location",
            null,
            "number of the Shopify location whose levels the shop shows; needed when it has several");
    private static final ConfigKey<String> WOOCOMMERCE_CHANNEL = channel(WooCommerce.NAME);
    private static final ConfigKey<Boolean> WOOCOMMERCE_NUMBERS = numbers(WooCommerce.NAME);

    private WebhookConfig() {}

    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        Stream.of(SHOPIFY, WOOCOMMERCE, STANDARD).forEach(signed -> {
            keys.add(signed.secret);
            keys.add(signed.previous);
        });
        keys.addAll(List.of(
                SHOPIFY_CHANNEL,
                SHOPIFY_NUMBERS,
                SHOPIFY_LOCATIONS,
                SHOPIFY_SHOWN,
                WOOCOMMERCE_CHANNEL,
                WOOCOMMERCE_NUMBERS));
        return List.copyOf(keys);
    }

    /** The systems as configured. */
    public static Webhooks webhooks(Config config, CloudEventCodec codec) {
        return new Webhooks(List.of(
                new Shopify(
                        SHOPIFY.secrets(config),
                        new Shop(config.get(SHOPIFY_CHANNEL), config.get(SHOPIFY_NUMBERS)),
                        config.get(SHOPIFY_LOCATIONS),
                        config.find(SHOPIFY_SHOWN).orElse(null)),
                new WooCommerce(
                        WOOCOMMERCE.secrets(config),
                        new Shop(config.get(WOOCOMMERCE_CHANNEL), config.get(WOOCOMMERCE_NUMBERS))),
                new StandardWebhooks(STANDARD.secrets(config), codec)));
    }

    private static ConfigKey<String> channel(String system) {
        return channel(system, system, "what we call the channel whose orders and listings these are");
    }

    private static ConfigKey<String> channel(String system, String defaultText, String help) {
        return new ConfigKey<>("webhooks." + system + ".channel", help, defaultText, false, WebhookConfig::name);
    }

    private static ConfigKey<Boolean> numbers(String system) {
        return ConfigKey.flag(
                "webhooks." + system + ".join-by-number",
                false,
                "whether the number people see of an order is its externalOrderId, which joins it with documents that name it; no other channel may use the same");
    }

    private static String name(String text) {
        String name = text.strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > 128) {
            throw new IllegalArgumentException("must have 1 to 128 characters");
        }
        return name;
    }

    private static Map<String, String> names(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            if (pair.isBlank()) {
                continue;
            }
            String[] sides = pair.split("=", 2);
            if (sides.length < 2 || sides[0].isBlank() || names.put(sides[0].strip(), name(sides[1])) != null) {
                throw new IllegalArgumentException("must be a list such as 81200011122=WH1,81200011123=STORE");
            }
        }
        return Map.copyOf(names);
    }

    private static String standardSecret(String secret) {
        StandardWebhooks.key(secret);
        return secret;
    }

    /** The keys of a system's secrets. */
    private static final class Signed {
        private final ConfigKey<String> secret;
        private final ConfigKey<String> previous;

        Signed(String system, String what, UnaryOperator<String> check) {
            String name = "webhooks." + system + ".secret";
            secret = new ConfigKey<>(
                    name, "signs /v1/webhooks/" + system + ": " + what + "; none: refused", null, true, check);
            previous = new ConfigKey<>(
                    "webhooks." + system + ".previous-secret",
                    "a second secret that is taken as well, while " + name + " is being changed",
                    null,
                    true,
                    check);
        }

        Secrets secrets(Config config) {
            return new Secrets(
                    secret.name() + " (" + secret.variable() + ")",
                    Stream.of(secret, previous)
                            .flatMap(key -> config.find(key).stream())
                            .toList());
        }
    }
}
