package io.zapas.stocksync.connector;

import io.vertx.core.Vertx;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.account.KauflandSigning;
import io.zapas.stocksync.account.MiraklCalls;
import io.zapas.stocksync.account.SystemKeys;
import io.zapas.stocksync.account.Systems;
import io.zapas.stocksync.account.TokenFile;
import io.zapas.stocksync.account.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** How the connector of each system is made of its account and the configuration. */
public final class ConnectorConfig {

    /** In the order of their worth. */
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    Systems.BASELINKER,
                    (context, account) -> new BaseLinkerConnector(
                            account,
                            context.get(Systems.BASELINKER_TOKEN),
                            Long.parseLong(context.get(Systems.BASELINKER_INVENTORY)),
                            context.get(Systems.BASELINKER_WAREHOUSE),
                            context.get(Systems.BASELINKER_COUNTED))),
            new Kind(
                    Systems.ALLEGRO,
                    (context, account) -> new AllegroConnector(
                            account,
                            new TokenFile(
                                    context.vertx,
                                    Systems.ALLEGRO_TOKEN_FILE.name(),
                                    context.get(Systems.ALLEGRO_TOKEN_FILE)),
                            context.get(Systems.ALLEGRO_ZERO),
                            ConnectorConfig::uuid)),
            new Kind(
                    Systems.SHOPIFY,
                    (context, account) -> new ShopifyConnector(
                            account,
                            context.get(Systems.SHOPIFY_TOKEN),
                            context.get(Systems.SHOPIFY_LOCATION),
                            context.get(Systems.SHOPIFY_VERSION),
                            ConnectorConfig::uuid)),
            new Kind(
                    Systems.WOOCOMMERCE,
                    (context, account) -> new WooCommerceConnector(
                            account,
                            context.get(Systems.WOOCOMMERCE_KEY),
                            context.get(Systems.WOOCOMMERCE_SECRET),
                            context.get(Systems.WOOCOMMERCE_BATCH))),
            new Kind(
                    Systems.KAUFLAND,
                    (context, account) -> new KauflandConnector(
                            account,
                            new KauflandSigning(
                                    account.clock(),
                                    context.get(Systems.KAUFLAND_CLIENT),
                                    context.get(Systems.KAUFLAND_SECRET),
                                    context.get(Systems.KAUFLAND_SIGNATURE)),
                            context.get(Systems.KAUFLAND_STOREFRONT),
                            context.find(Systems.KAUFLAND_WAREHOUSE)
                                    .map(Long::valueOf)
                                    .orElse(null))),
            new Kind(
                    Systems.AMAZON,
                    (context, account) -> new AmazonConnector(
                            account,
                            context.get(Systems.AMAZON_TOKEN_URL),
                            context.get(Systems.AMAZON_CLIENT),
                            context.get(Systems.AMAZON_SECRET),
                            context.get(Systems.AMAZON_REFRESH),
                            context.get(Systems.AMAZON_SELLER),
                            context.get(Systems.AMAZON_MARKETPLACE),
                            context.get(Systems.AMAZON_PRODUCT_TYPE))),
            new Kind(
                    Systems.EBAY,
                    (context, account) -> new EbayConnector(
                            account,
                            context.get(Systems.EBAY_CLIENT),
                            context.get(Systems.EBAY_SECRET),
                            context.get(Systems.EBAY_REFRESH))),
            new Kind(
                    Systems.PRESTASHOP,
                    (context, account) -> new PrestaShopConnector(
                            account, context.get(Systems.PRESTASHOP_KEY), context.get(Systems.PRESTASHOP_WAY))),
            new Kind(
                    Systems.SHOPER,
                    (context, account) -> new ShoperConnector(account, context.get(Systems.SHOPER_TOKEN))),
            new Kind(
                    Systems.MIRAKL,
                    (context, account) -> new MiraklConnector(
                            account,
                            new MiraklCalls(
                                    account,
                                    context.get(Systems.MIRAKL_KEY),
                                    context.find(Systems.MIRAKL_SHOP).orElse(null)),
                            context.get(Systems.MIRAKL_SEPARATOR).charAt(0))),
            new Kind(
                    Systems.STANDARD,
                    (context, account) -> new StandardConnector(
                            account, context.get(Systems.STANDARD_SECRET), ConnectorConfig::uuid)));

    private ConnectorConfig() {}

    /** One per account that is used for pushing. */
    public static List<Connector> connectors(Config config, Vertx vertx, Accounts accounts) {
        Context context = new Context(config, vertx);
        List<Connector> all = new ArrayList<>();
        for (Kind kind : KINDS) {
            accounts.find(kind.keys, Use.PUSH).ifPresent(account -> all.add(kind.make.apply(context, account)));
        }
        return List.copyOf(all);
    }

    /** A system, and how its connector is made. */
    private record Kind(SystemKeys keys, BiFunction<Context, Account, Connector> make) {}

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
