package io.zapas.stocksync.connector;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.signing.StandardSecret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    private static final SystemKeys ALLEGRO = new SystemKeys(
            AllegroConnector.NAME,
            "https://api.allegro.pl",
            AllegroConnector.NAME,
            3_000,
            "of the 9000 a minute of a client id");
    private static final ConfigKey<String> ALLEGRO_TOKEN_FILE = ALLEGRO.needed(
            "token-file",
            ".+",
            "must be a path",
            "file with an access token (bare, or JSON with access_token) that another program keeps fresh, as Allegro's refresh tokens are good for one use; read for every push; none: no quantities are sent to it");
    private static final ConfigKey<AllegroConnector.Zero> ALLEGRO_ZERO = ALLEGRO.other(new ConfigKey<>(
            ALLEGRO.name("zero"),
            "how an offer is set to 0: command (like all quantities) or offer (PATCH of the offer, if Allegro refuses commands of 0)",
            "command",
            false,
            text -> switch (text.strip()) {
                case "command" -> AllegroConnector.Zero.COMMAND;
                case "offer" -> AllegroConnector.Zero.OFFER;
                default -> throw new IllegalArgumentException("must be command or offer");
            }));

    private static final SystemKeys SHOPIFY = new SystemKeys(
            ShopifyConnector.NAME, null, ShopifyConnector.NAME, 60, "of what the shop's cost bucket refills");
    private static final ConfigKey<String> SHOPIFY_TOKEN =
            SHOPIFY.secret("token", "access token of an app with write_inventory; none: no quantities are sent to it");
    private static final ConfigKey<String> SHOPIFY_LOCATION = SHOPIFY.needed(
            "location",
            "[0-9]{1,18}",
            "must be a number such as 81200011122",
            "number of the location whose quantity the shop shows, as webhooks.shopify.shown-location");
    private static final ConfigKey<String> SHOPIFY_VERSION = SHOPIFY.text(
            "api-version",
            "2026-04",
            "20(2[6-9]|[3-9][0-9])-(01|04|07|10)",
            "must be a version from 2026-01 on, such as 2026-04",
            "version of the API");

    private static final SystemKeys WOOCOMMERCE = new SystemKeys(
            WooCommerceConnector.NAME, null, WooCommerceConnector.NAME, 240, "as the shop's host bears them");
    private static final ConfigKey<String> WOOCOMMERCE_KEY =
            WOOCOMMERCE.secret("key", "consumer key with the right to write; none: no quantities are sent to it");
    private static final ConfigKey<String> WOOCOMMERCE_SECRET = WOOCOMMERCE.secret("secret", "consumer secret");
    private static final ConfigKey<Integer> WOOCOMMERCE_BATCH = WOOCOMMERCE.other(ConfigKey.integer(
            WOOCOMMERCE.name("batch"),
            50,
            1,
            100,
            "listings a call; fewer for a slow host or products with long texts, which all come back"));

    private static final SystemKeys KAUFLAND = new SystemKeys(
            KauflandConnector.NAME,
            "https://sellerapi.kaufland.com/v2",
            KauflandConnector.NAME,
            600,
            "of the 111 a second of a seller");
    private static final ConfigKey<String> KAUFLAND_CLIENT =
            KAUFLAND.secret("client-key", "client key; none: no quantities are sent to it");
    private static final ConfigKey<String> KAUFLAND_SECRET = KAUFLAND.secret("secret-key", "secret key, which signs");
    private static final ConfigKey<String> KAUFLAND_STOREFRONT = KAUFLAND.needed(
            "storefront", "[a-z]{2}", "must be a storefront such as pl", "the storefront the units are of, such as pl");
    private static final ConfigKey<String> KAUFLAND_WAREHOUSE = KAUFLAND.text(
            "warehouse", null, "[0-9]{1,18}", "must be a number", "number of the warehouse, if there are several");
    private static final ConfigKey<KauflandConnector.Encoding> KAUFLAND_SIGNATURE = KAUFLAND.other(new ConfigKey<>(
            KAUFLAND.name("signature"),
            "how signatures are written: hex or base64; try the other one when it does not accept who we are",
            "hex",
            false,
            text -> switch (text.strip()) {
                case "hex" -> KauflandConnector.Encoding.HEX;
                case "base64" -> KauflandConnector.Encoding.BASE64;
                default -> throw new IllegalArgumentException("must be hex or base64");
            }));

    private static final SystemKeys AMAZON = new SystemKeys(
            AmazonConnector.NAME,
            "https://sellingpartnerapi-eu.amazon.com",
            AmazonConnector.NAME,
            150,
            "of the 5 a second of a seller");
    private static final ConfigKey<String> AMAZON_TOKEN_URL = AMAZON.other(new ConfigKey<>(
            AMAZON.name("token-url"),
            "where access tokens are got",
            "https://api.amazon.com/auth/o2/token",
            false,
            SystemKeys::address));
    private static final ConfigKey<String> AMAZON_CLIENT =
            AMAZON.secret("client-id", "client id of the app (LWA); none: no quantities are sent to it");
    private static final ConfigKey<String> AMAZON_SECRET = AMAZON.secret("client-secret", "client secret of the app");
    private static final ConfigKey<String> AMAZON_REFRESH =
            AMAZON.secret("refresh-token", "the seller's refresh token for the app");
    private static final ConfigKey<String> AMAZON_SELLER = AMAZON.needed(
            "seller",
            "[A-Z0-9]{5,30}",
            "must be a seller id such as A1TESTSELLER99",
            "the seller's id (merchant token)");
    private static final ConfigKey<String> AMAZON_MARKETPLACE = AMAZON.text(
            "marketplace",
            "A1C3SOZRARQ6R3",
            "[A-Z0-9]{5,30}",
            "must be a marketplace id",
            "id of the marketplace; Poland's by default");
    private static final ConfigKey<String> AMAZON_PRODUCT_TYPE = AMAZON.text(
            "product-type",
            "PRODUCT",
            "[A-Z0-9_]{1,100}",
            "must be a product type such as PRODUCT",
            "product type of the changes");

    private static final SystemKeys EBAY =
            new SystemKeys(EbayConnector.NAME, "https://api.ebay.com", EbayConnector.NAME, 600, "of those the app has");
    private static final ConfigKey<String> EBAY_CLIENT =
            EBAY.secret("client-id", "client id of the app; none: no quantities are sent to it");
    private static final ConfigKey<String> EBAY_SECRET = EBAY.secret("client-secret", "client secret of the app");
    private static final ConfigKey<String> EBAY_REFRESH =
            EBAY.secret("refresh-token", "the seller's refresh token, of the scope sell.inventory");

    private static final SystemKeys PRESTASHOP = new SystemKeys(
            PrestaShopConnector.NAME, null, PrestaShopConnector.NAME, 120, "as the shop's host bears them");
    private static final ConfigKey<String> PRESTASHOP_KEY = PRESTASHOP.secret(
            "key",
            "key of the webservice with the right to change stock_availables; none: no quantities are sent to it");
    private static final ConfigKey<PrestaShopConnector.Way> PRESTASHOP_WAY = PRESTASHOP.other(new ConfigKey<>(
            PRESTASHOP.name("way"),
            "how a row is set: patch (version 8 and later) or put (before: it is read and written back whole)",
            "patch",
            false,
            text -> switch (text.strip()) {
                case "patch" -> PrestaShopConnector.Way.PATCH;
                case "put" -> PrestaShopConnector.Way.PUT;
                default -> throw new IllegalArgumentException("must be patch or put");
            }));

    private static final SystemKeys SHOPER = new SystemKeys(
            ShoperConnector.NAME, null, ShoperConnector.NAME, 30, "of the shop's limit, whose unit is not known");
    private static final ConfigKey<String> SHOPER_TOKEN = SHOPER.secret(
            "token", "access token with the right to change product stocks; none: no quantities are sent to it");

    private static final SystemKeys MIRAKL = new SystemKeys(
            MiraklConnector.NAME, null, "empik", 1, "imports alone, which operators want a minute apart");
    private static final ConfigKey<String> MIRAKL_KEY =
            MIRAKL.secret("key", "API key of a shop user; none: no quantities are sent to it");
    private static final ConfigKey<String> MIRAKL_SHOP =
            MIRAKL.text("shop", null, "[0-9]{1,18}", "must be a number", "number of the shop, for users with several");
    private static final ConfigKey<String> MIRAKL_SEPARATOR = MIRAKL.text(
            "separator", ";", "[;,|]", "must be ; or , or |", "what separates the columns of the operator's files");

    private static final SystemKeys STANDARD =
            new SystemKeys(StandardConnector.NAME, null, StandardConnector.NAME, 600, "as the endpoint bears them");
    private static final ConfigKey<String> STANDARD_SECRET = STANDARD.needed(new ConfigKey<>(
            STANDARD.name("secret"),
            "whsec_ and base64, signs what an endpoint of your own is sent (Standard Webhooks); none: nothing is sent",
            null,
            true,
            text -> {
                StandardSecret.key(text);
                return text;
            }));

    /** In the order of their worth. */
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    BASELINKER,
                    (context, channel) -> new BaseLinkerConnector(
                            channel,
                            context.get(BASELINKER_TOKEN),
                            Long.parseLong(context.get(BASELINKER_INVENTORY)),
                            context.get(BASELINKER_WAREHOUSE),
                            context.get(BASELINKER_COUNTED))),
            new Kind(
                    ALLEGRO,
                    (context, channel) -> new AllegroConnector(
                            channel,
                            new TokenFile(context.vertx, ALLEGRO_TOKEN_FILE.name(), context.get(ALLEGRO_TOKEN_FILE)),
                            context.get(ALLEGRO_ZERO),
                            ConnectorConfig::uuid)),
            new Kind(
                    SHOPIFY,
                    (context, channel) -> new ShopifyConnector(
                            channel,
                            context.get(SHOPIFY_TOKEN),
                            context.get(SHOPIFY_LOCATION),
                            context.get(SHOPIFY_VERSION),
                            ConnectorConfig::uuid)),
            new Kind(
                    WOOCOMMERCE,
                    (context, channel) -> new WooCommerceConnector(
                            channel,
                            context.get(WOOCOMMERCE_KEY),
                            context.get(WOOCOMMERCE_SECRET),
                            context.get(WOOCOMMERCE_BATCH))),
            new Kind(
                    KAUFLAND,
                    (context, channel) -> new KauflandConnector(
                            channel,
                            context.get(KAUFLAND_CLIENT),
                            context.get(KAUFLAND_SECRET),
                            context.get(KAUFLAND_STOREFRONT),
                            context.find(KAUFLAND_WAREHOUSE).map(Long::valueOf).orElse(null),
                            context.get(KAUFLAND_SIGNATURE))),
            new Kind(
                    AMAZON,
                    (context, channel) -> new AmazonConnector(
                            channel,
                            context.get(AMAZON_TOKEN_URL),
                            context.get(AMAZON_CLIENT),
                            context.get(AMAZON_SECRET),
                            context.get(AMAZON_REFRESH),
                            context.get(AMAZON_SELLER),
                            context.get(AMAZON_MARKETPLACE),
                            context.get(AMAZON_PRODUCT_TYPE))),
            new Kind(
                    EBAY,
                    (context, channel) -> new EbayConnector(
                            channel, context.get(EBAY_CLIENT), context.get(EBAY_SECRET), context.get(EBAY_REFRESH))),
            new Kind(
                    PRESTASHOP,
                    (context, channel) ->
                            new PrestaShopConnector(channel, context.get(PRESTASHOP_KEY), context.get(PRESTASHOP_WAY))),
            new Kind(SHOPER, (context, channel) -> new ShoperConnector(channel, context.get(SHOPER_TOKEN))),
            new Kind(
                    MIRAKL,
                    (context, channel) -> new MiraklConnector(
                            channel,
                            context.get(MIRAKL_KEY),
                            context.find(MIRAKL_SHOP).orElse(null),
                            context.get(MIRAKL_SEPARATOR).charAt(0))),
            new Kind(
                    STANDARD,
                    (context, channel) ->
                            new StandardConnector(channel, context.get(STANDARD_SECRET), ConnectorConfig::uuid)));

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
            CallPace pace =
                    new CallPace(kind.keys.callsPerMinute.name(), clock, waits, config.get(kind.keys.callsPerMinute));
            ChannelHttp http = new ChannelHttp(kind.keys.system(), vertx, client, pace, clock);
            all.add(kind.make.apply(
                    new Context(config, vertx),
                    new Channel(name, config.get(kind.keys.url), config.get(TIMEOUT), http, waits, clock)));
        });
        return new OpenConnectors(all, client, waits);
    }

    /** A system: its keys, and how its connector is made of them. */
    private record Kind(SystemKeys keys, BiFunction<Context, Channel, Connector> make) {}

    private record Context(Config config, Vertx vertx) {
        <T> T get(ConfigKey<T> key) {
            return config.get(key);
        }

        <T> Optional<T> find(ConfigKey<T> key) {
            return config.find(key);
        }
    }

    private static String uuid() {
        return UUID.randomUUID().toString();
    }
}
