package io.zapas.stocksync.account;

import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.signing.StandardSecret;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The systems we can have accounts with, and the configuration keys of each. */
public final class Systems {
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    public static final ConfigKey<Duration> TIMEOUT = new ConfigKey<>(
            "account.timeout",
            "how long a system may take to answer; Allegro and Mirakl, which work it off later, six times that",
            "10s",
            false,
            text -> {
                Duration timeout = ConfigKey.duration("", null, "").parser().apply(text);
                if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
                    throw new IllegalArgumentException("must be a duration up to 5m");
                }
                return timeout;
            });

    public static final SystemKeys BASELINKER = new SystemKeys(
                    "baselinker",
                    "https://api.baselinker.com/connector.php",
                    "baselinker",
                    60,
                    "of the 100 a minute that all programs of an account have together",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "20s")
            .every(Use.OFFERS, "10m");
    public static final ConfigKey<String> BASELINKER_TOKEN =
            BASELINKER.secret("token", "API token of a BaseLinker account; none: the account is not used");
    public static final ConfigKey<String> BASELINKER_INVENTORY = BASELINKER.needed(
            "inventory",
            "[0-9]{1,18}",
            "must be a number such as 18841",
            "number of the inventory (catalogue)",
            Use.PUSH,
            Use.OFFERS);
    public static final ConfigKey<String> BASELINKER_WAREHOUSE = BASELINKER.needed(
            "warehouse",
            "bl_[0-9]{1,18}",
            "must be a warehouse such as bl_205",
            "the warehouse, of BASE's own kind",
            Use.PUSH,
            Use.OFFERS);
    public static final ConfigKey<Boolean> BASELINKER_COUNTED = BASELINKER.other(ConfigKey.flag(
            BASELINKER.name("counted"),
            true,
            "whether its counter must add up with what was sent; false if it does not count what stayed as it was"));

    public static final ConfigKey<Map<String, String>> BASELINKER_STATUSES = BASELINKER.needed(
            new ConfigKey<>(
                    BASELINKER.name("statuses"),
                    "what the account's order statuses mean, by their numbers: NUMBER=shipped, cancelled, returned, placed, paid or ignored, separated by commas; name at least all that mean shipped or cancelled: orders of others are open",
                    null,
                    false,
                    text -> pairs(
                            text,
                            "[0-9]{1,18}",
                            "placed|paid|shipped|cancelled|returned|ignored",
                            "must be pairs such as 513690=shipped,513691=cancelled")),
            Use.ORDERS);
    public static final ConfigKey<Map<String, String>> BASELINKER_SOURCES = BASELINKER.other(new ConfigKey<>(
            BASELINKER.name("sources"),
            "what we call the channels its orders come from, as SOURCE=CHANNEL, separated by commas, such as personal=shop; others keep the source's name",
            "",
            false,
            text -> pairs(text, "[a-z0-9_]{1,64}", ".{1,128}", "must be pairs such as personal=shop")));

    public static final SystemKeys ALLEGRO = new SystemKeys(
                    "allegro",
                    "https://api.allegro.pl",
                    "allegro",
                    3_000,
                    "of the 9000 a minute of a client id",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "15s")
            .every(Use.OFFERS, "15s");
    public static final ConfigKey<String> ALLEGRO_TOKEN_FILE = ALLEGRO.needed(
            "token-file",
            ".+",
            "must be a path",
            "file with an access token (bare, or JSON with access_token) that another program keeps fresh, as Allegro's refresh tokens are good for one use; read for every call; none: the account is not used");
    public static final ConfigKey<AllegroZero> ALLEGRO_ZERO = ALLEGRO.other(new ConfigKey<>(
            ALLEGRO.name("zero"),
            "how an offer is set to 0: command (like all quantities) or offer (PATCH of the offer, if Allegro refuses commands of 0)",
            "command",
            false,
            text -> switch (text.strip()) {
                case "command" -> AllegroZero.COMMAND;
                case "offer" -> AllegroZero.OFFER;
                default -> throw new IllegalArgumentException("must be command or offer");
            }));

    public static final SystemKeys SHOPIFY =
            new SystemKeys("shopify", null, "shopify", 60, "of what the shop's cost bucket refills", Use.PUSH);
    public static final ConfigKey<String> SHOPIFY_TOKEN =
            SHOPIFY.secret("token", "access token of an app with write_inventory; none: the account is not used");
    public static final ConfigKey<String> SHOPIFY_LOCATION = SHOPIFY.needed(
            "location",
            "[0-9]{1,18}",
            "must be a number such as 81200011122",
            "number of the location whose quantity the shop shows, as webhooks.shopify.shown-location");
    public static final ConfigKey<String> SHOPIFY_VERSION = SHOPIFY.text(
            "api-version",
            "2026-04",
            "20(2[6-9]|[3-9][0-9])-(01|04|07|10)",
            "must be a version from 2026-01 on, such as 2026-04",
            "version of the API");

    public static final SystemKeys WOOCOMMERCE = new SystemKeys(
                    "woocommerce",
                    null,
                    "woocommerce",
                    240,
                    "as the shop's host bears them",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "30s")
            .every(Use.OFFERS, "15m");
    public static final ConfigKey<String> WOOCOMMERCE_KEY = WOOCOMMERCE.secret(
            "key",
            "consumer key with the right to read, and to write if it is told what to show; none: the account is not used");
    public static final ConfigKey<String> WOOCOMMERCE_SECRET = WOOCOMMERCE.secret("secret", "consumer secret");
    public static final ConfigKey<Integer> WOOCOMMERCE_BATCH = WOOCOMMERCE.other(ConfigKey.integer(
            WOOCOMMERCE.name("batch"),
            50,
            1,
            100,
            "listings a call; fewer for a slow host or products with long texts, which all come back"));

    public static final ConfigKey<Boolean> WOOCOMMERCE_JOINS = WOOCOMMERCE.other(
            ConfigKey.flag(
                    WOOCOMMERCE.name("join-by-number"),
                    false,
                    "whether the number people see of an order that is read is its externalOrderId, as webhooks.woocommerce.join-by-number"));

    public static final SystemKeys KAUFLAND = new SystemKeys(
                    "kaufland",
                    "https://sellerapi.kaufland.com/v2",
                    "kaufland",
                    600,
                    "of the 111 a second of a seller",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "30s")
            .every(Use.OFFERS, "10m");
    public static final ConfigKey<String> KAUFLAND_CLIENT =
            KAUFLAND.secret("client-key", "client key; none: the account is not used");
    public static final ConfigKey<String> KAUFLAND_SECRET = KAUFLAND.secret("secret-key", "secret key, which signs");
    public static final ConfigKey<String> KAUFLAND_STOREFRONT = KAUFLAND.needed(
            "storefront", "[a-z]{2}", "must be a storefront such as pl", "the storefront the units are of, such as pl");
    public static final ConfigKey<String> KAUFLAND_WAREHOUSE = KAUFLAND.text(
            "warehouse", null, "[0-9]{1,18}", "must be a number", "number of the warehouse, if there are several");
    public static final ConfigKey<KauflandSignature> KAUFLAND_SIGNATURE = KAUFLAND.other(new ConfigKey<>(
            KAUFLAND.name("signature"),
            "how signatures are written: hex or base64; try the other one when it does not accept who we are",
            "hex",
            false,
            text -> switch (text.strip()) {
                case "hex" -> KauflandSignature.HEX;
                case "base64" -> KauflandSignature.BASE64;
                default -> throw new IllegalArgumentException("must be hex or base64");
            }));

    public static final SystemKeys AMAZON = new SystemKeys(
            "amazon",
            "https://sellingpartnerapi-eu.amazon.com",
            "amazon",
            150,
            "of the 5 a second of a seller",
            Use.PUSH);
    public static final ConfigKey<String> AMAZON_TOKEN_URL = AMAZON.other(new ConfigKey<>(
            AMAZON.name("token-url"),
            "where access tokens are got",
            "https://api.amazon.com/auth/o2/token",
            false,
            SystemKeys::address));
    public static final ConfigKey<String> AMAZON_CLIENT =
            AMAZON.secret("client-id", "client id of the app (LWA); none: the account is not used");
    public static final ConfigKey<String> AMAZON_SECRET = AMAZON.secret("client-secret", "client secret of the app");
    public static final ConfigKey<String> AMAZON_REFRESH =
            AMAZON.secret("refresh-token", "the seller's refresh token for the app");
    public static final ConfigKey<String> AMAZON_SELLER = AMAZON.needed(
            "seller",
            "[A-Z0-9]{5,30}",
            "must be a seller id such as A1TESTSELLER99",
            "the seller's id (merchant token)");
    public static final ConfigKey<String> AMAZON_MARKETPLACE = AMAZON.text(
            "marketplace",
            "A1C3SOZRARQ6R3",
            "[A-Z0-9]{5,30}",
            "must be a marketplace id",
            "id of the marketplace; Poland's by default");
    public static final ConfigKey<String> AMAZON_PRODUCT_TYPE = AMAZON.text(
            "product-type",
            "PRODUCT",
            "[A-Z0-9_]{1,100}",
            "must be a product type such as PRODUCT",
            "product type of the changes");

    public static final SystemKeys EBAY = new SystemKeys(
                    "ebay",
                    "https://api.ebay.com",
                    "ebay",
                    600,
                    "of those the app has",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "1m")
            .every(Use.OFFERS, "15m");
    public static final ConfigKey<String> EBAY_CLIENT =
            EBAY.secret("client-id", "client id of the app; none: the account is not used");
    public static final ConfigKey<String> EBAY_SECRET = EBAY.secret("client-secret", "client secret of the app");
    public static final ConfigKey<String> EBAY_REFRESH = EBAY.secret(
            "refresh-token",
            "the seller's refresh token, of the scopes sell.inventory (push, offers) and sell.fulfillment.readonly (orders)");

    public static final SystemKeys PRESTASHOP = new SystemKeys(
                    "prestashop", null, "prestashop", 120, "as the shop's host bears them", Use.PUSH, Use.ORDERS)
            .every(Use.ORDERS, "30s");
    public static final ConfigKey<String> PRESTASHOP_KEY = PRESTASHOP.secret(
            "key",
            "key of the webservice with the right to change stock_availables, or to read orders and order_states; none: the account is not used");
    public static final ConfigKey<PrestaShopWay> PRESTASHOP_WAY = PRESTASHOP.other(new ConfigKey<>(
            PRESTASHOP.name("way"),
            "how a row is set: patch (version 8 and later) or put (before: it is read and written back whole)",
            "patch",
            false,
            text -> switch (text.strip()) {
                case "patch" -> PrestaShopWay.PATCH;
                case "put" -> PrestaShopWay.PUT;
                default -> throw new IllegalArgumentException("must be patch or put");
            }));

    public static final ConfigKey<Map<String, String>> PRESTASHOP_STATES = PRESTASHOP.other(new ConfigKey<>(
            PRESTASHOP.name("states"),
            "what the shop's order states mean, by their numbers: NUMBER=placed, paid, shipped, cancelled, failed or ignored, separated by commas; others by their flags",
            "6=cancelled,7=cancelled,8=failed",
            false,
            text -> pairs(
                    text,
                    "[0-9]{1,18}",
                    "placed|paid|shipped|cancelled|failed|ignored",
                    "must be pairs such as 6=cancelled,8=failed")));
    public static final ConfigKey<ZoneId> PRESTASHOP_ZONE =
            PRESTASHOP.other(ConfigKey.zone(PRESTASHOP.name("zone"), "Europe/Warsaw", "time zone of the shop's times"));

    public static final SystemKeys SHOPER = new SystemKeys(
                    "shoper", null, "shoper", 30, "of the shop's limit, whose unit is not known", Use.PUSH, Use.OFFERS)
            .every(Use.OFFERS, "30m");
    public static final ConfigKey<String> SHOPER_TOKEN = SHOPER.secret(
            "token",
            "access token with the right to read product stocks, and to change them if they are told what to show; none: the account is not used");

    public static final SystemKeys MIRAKL = new SystemKeys(
                    "mirakl",
                    null,
                    "empik",
                    1,
                    "imports alone, which operators want a minute apart",
                    Use.PUSH,
                    Use.ORDERS,
                    Use.OFFERS)
            .every(Use.ORDERS, "3m")
            .every(Use.OFFERS, "30m");
    public static final ConfigKey<String> MIRAKL_KEY =
            MIRAKL.secret("key", "API key of a shop user; none: the account is not used");
    public static final ConfigKey<String> MIRAKL_SHOP =
            MIRAKL.text("shop", null, "[0-9]{1,18}", "must be a number", "number of the shop, for users with several");
    public static final ConfigKey<String> MIRAKL_SEPARATOR = MIRAKL.text(
            "separator", ";", "[;,|]", "must be ; or , or |", "what separates the columns of the operator's files");

    public static final SystemKeys STANDARD =
            new SystemKeys("standard", null, "standard", 600, "as the endpoint bears them", Use.PUSH);
    public static final ConfigKey<String> STANDARD_SECRET = STANDARD.needed(new ConfigKey<>(
            STANDARD.name("secret"),
            "whsec_ and base64, signs what an endpoint of your own is sent (Standard Webhooks); none: the account is not used",
            null,
            true,
            text -> {
                StandardSecret.key(text);
                return text;
            }));

    /** In the order of their worth. */
    static final List<SystemKeys> ALL = List.of(
            BASELINKER, ALLEGRO, SHOPIFY, WOOCOMMERCE, KAUFLAND, AMAZON, EBAY, PRESTASHOP, SHOPER, MIRAKL, STANDARD);

    private Systems() {}

    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        keys.add(TIMEOUT);
        ALL.forEach(system -> keys.addAll(system.all()));
        return List.copyOf(keys);
    }

    private static Map<String, String> pairs(String text, String names, String values, String rule) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            if (text.isBlank()) {
                break;
            }
            String[] sides = pair.split("=", 2);
            if (sides.length != 2
                    || !sides[0].strip().matches(names)
                    || !sides[1].strip().matches(values)
                    || pairs.put(sides[0].strip(), sides[1].strip()) != null) {
                throw new IllegalArgumentException(rule);
            }
        }
        return Map.copyOf(pairs);
    }
}
