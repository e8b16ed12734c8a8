package io.zapas.stocksync.webhook;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.stocksync.signing.StandardSecret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Configuration keys of the webhooks. */
public final class WebhookConfig {
    private static final Signed SHOPIFY = new Signed(Shopify.NAME, "the app's client secret", secret -> secret);
    private static final Signed WOOCOMMERCE = new Signed(WooCommerce.NAME, "the webhook's secret", secret -> secret);
    private static final Signed STANDARD =
            new Signed(StandardWebhooks.NAME, "whsec_ and base64, as the sender has it", WebhookConfig::standardSecret);

    private static final Signed STRIPE = new Signed(Stripe.NAME, "the endpoint's signing secret", secret -> secret);
    private static final Signed PAYU = new Signed(PayU.NAME, "the second key", secret -> secret);
    private static final Signed PRZELEWY24 = new Signed(Przelewy24.NAME, "the CRC key", secret -> secret);
    private static final Signed TPAY = new Signed(Tpay.NAME, "the confirmation code", secret -> secret);
    private static final Signed KAUFLAND = new Signed(Kaufland.NAME, "the client's secret key", secret -> secret);
    private static final List<Signed> ALL =
            List.of(SHOPIFY, WOOCOMMERCE, STANDARD, STRIPE, PAYU, PRZELEWY24, TPAY, KAUFLAND);

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

    private static final Paid STRIPE_PAID = new Paid(Stripe.NAME, "metadata or client_reference_id");
    private static final Paid PAYU_PAID = new Paid(PayU.NAME, "extOrderId");
    private static final Paid PRZELEWY24_PAID = new Paid(Przelewy24.NAME, "sessionId");
    private static final Paid TPAY_PAID = new Paid(Tpay.NAME, "tr_crc");
    private static final ConfigKey<String> STRIPE_METADATA = ConfigKey.text(
            "webhooks.stripe.metadata", "order_id", "name in the metadata under which the shop puts its order id");
    private static final ConfigKey<Set<String>> PAYU_ALGORITHMS = new ConfigKey<>(
            "webhooks.payu.algorithms",
            "digests that PayU may sign with; it signs with the one set in its panel",
            "MD5,SHA-256",
            false,
            WebhookConfig::algorithms);
    private static final ConfigKey<String> KAUFLAND_URL = ConfigKey.text(
            "webhooks.kaufland.url",
            null,
            "address of /v1/webhooks/kaufland as the subscription names it, which Kaufland signs");

    private WebhookConfig() {}

    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        ALL.forEach(signed -> {
            keys.add(signed.secret);
            keys.add(signed.previous);
        });
        Stream.of(STRIPE_PAID, PAYU_PAID, PRZELEWY24_PAID, TPAY_PAID).forEach(paid -> {
            keys.add(paid.channel);
            keys.add(paid.orderId);
        });
        keys.addAll(List.of(
                STRIPE_METADATA,
                PAYU_ALGORITHMS,
                KAUFLAND_URL,
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
        Shop shopify = new Shop(config.get(SHOPIFY_CHANNEL), config.get(SHOPIFY_NUMBERS));
        Shop woocommerce = new Shop(config.get(WOOCOMMERCE_CHANNEL), config.get(WOOCOMMERCE_NUMBERS));
        List<String> shops = new ArrayList<>();
        SHOPIFY.ifOn(config, () -> shops.add(shopify.channel()));
        WOOCOMMERCE.ifOn(config, () -> shops.add(woocommerce.channel()));
        String paidFor = shops.size() == 1 ? shops.get(0) : "shop";
        return new Webhooks(List.of(
                new Shopify(
                        SHOPIFY.secrets(config),
                        shopify,
                        config.get(SHOPIFY_LOCATIONS),
                        config.find(SHOPIFY_SHOWN).orElse(null)),
                new WooCommerce(WOOCOMMERCE.secrets(config), woocommerce),
                new StandardWebhooks(STANDARD.secrets(config), codec),
                new Stripe(STRIPE.secrets(config), STRIPE_PAID.of(config, paidFor), config.get(STRIPE_METADATA)),
                new PayU(PAYU.secrets(config), PAYU_PAID.of(config, paidFor), config.get(PAYU_ALGORITHMS)),
                new Przelewy24(PRZELEWY24.secrets(config), PRZELEWY24_PAID.of(config, paidFor)),
                new Tpay(TPAY.secrets(config), TPAY_PAID.of(config, paidFor)),
                new Kaufland(KAUFLAND.secrets(config), config.find(KAUFLAND_URL).orElse(null))));
    }

    private static ConfigKey<String> channel(String system) {
        return new ConfigKey<>(
                "webhooks." + system + ".channel",
                "what we call the channel whose orders and listings these are",
                system,
                false,
                WebhookConfig::name);
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

    private static Set<String> algorithms(String text) {
        Set<String> algorithms = new TreeSet<>();
        for (String name : text.split(",")) {
            algorithms.add(name.strip().toUpperCase(Locale.ROOT));
        }
        if (!PayU.ALGORITHMS.keySet().containsAll(algorithms)) {
            throw new IllegalArgumentException("must be some of " + new TreeSet<>(PayU.ALGORITHMS.keySet()));
        }
        return algorithms;
    }

    private static Pattern orderId(String text) {
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.matcher("").groupCount() == 1) {
                return pattern;
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("must be a regular expression with one group", e);
        }
        throw new IllegalArgumentException("must be a regular expression with one group, such as (.+)-[0-9a-f]+");
    }

    private static String standardSecret(String secret) {
        StandardSecret.key(secret);
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

        void ifOn(Config config, Runnable action) {
            if (config.find(secret).isPresent()) {
                action.run();
            }
        }

        Secrets secrets(Config config) {
            return new Secrets(
                    secret.name() + " (" + secret.variable() + ")",
                    Stream.of(secret, previous)
                            .flatMap(key -> config.find(key).stream())
                            .toList());
        }
    }

    /** The keys of whose orders an operator takes the money of. */
    private static final class Paid {
        private final ConfigKey<String> channel;
        private final ConfigKey<Pattern> orderId;

        Paid(String system, String reference) {
            channel = new ConfigKey<>(
                    "webhooks." + system + ".channel",
                    "channel whose orders are paid; default: the one shop whose webhooks are on, else shop",
                    null,
                    false,
                    WebhookConfig::name);
            orderId = new ConfigKey<>(
                    "webhooks." + system + ".order-id",
                    "the order's id within " + reference + ": the group of this regular expression",
                    "(.*)",
                    false,
                    WebhookConfig::orderId);
        }

        PaymentStatement of(Config config, String defaultChannel) {
            return new PaymentStatement(config.find(channel).orElse(defaultChannel), config.get(orderId));
        }
    }
}
