package io.zapas.stocksync.feed;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.account.EbayCalls;
import io.zapas.stocksync.account.KauflandCalls;
import io.zapas.stocksync.account.KauflandSigning;
import io.zapas.stocksync.account.MiraklCalls;
import io.zapas.stocksync.account.SystemKeys;
import io.zapas.stocksync.account.Systems;
import io.zapas.stocksync.account.TokenFile;
import io.zapas.stocksync.account.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the feeds of each system are made of its account and the configuration. */
public final class FeedConfig {
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    Systems.BASELINKER,
                    Use.ORDERS,
                    context -> new BaseLinkerOrders(
                            context.account,
                            context.every,
                            context.get(Systems.BASELINKER_TOKEN),
                            context.get(Systems.BASELINKER_STATUSES),
                            context.get(Systems.BASELINKER_SOURCES))),
            new Kind(
                    Systems.BASELINKER,
                    Use.OFFERS,
                    context -> new BaseLinkerOffers(
                            context.account,
                            context.every,
                            context.get(Systems.BASELINKER_TOKEN),
                            Long.parseLong(context.get(Systems.BASELINKER_INVENTORY)),
                            context.get(Systems.BASELINKER_WAREHOUSE))),
            new Kind(
                    Systems.ALLEGRO,
                    Use.ORDERS,
                    context -> new AllegroOrders(context.account, context.every, context.allegroToken())),
            new Kind(
                    Systems.ALLEGRO,
                    Use.OFFERS,
                    context -> new AllegroOffers(context.account, context.every, context.allegroToken())),
            new Kind(
                    Systems.MIRAKL,
                    Use.ORDERS,
                    context -> new MiraklOrders(context.account, context.every, context.miraklCalls())),
            new Kind(
                    Systems.MIRAKL,
                    Use.OFFERS,
                    context -> new MiraklOffers(context.account, context.every, context.miraklCalls())),
            new Kind(
                    Systems.KAUFLAND,
                    Use.ORDERS,
                    context -> new KauflandOrders(
                            context.account,
                            context.every,
                            context.kauflandCalls(),
                            context.get(Systems.KAUFLAND_STOREFRONT))),
            new Kind(
                    Systems.KAUFLAND,
                    Use.OFFERS,
                    context -> new KauflandOffers(
                            context.account,
                            context.every,
                            context.kauflandCalls(),
                            context.get(Systems.KAUFLAND_STOREFRONT),
                            context.config.find(Systems.KAUFLAND_WAREHOUSE).orElse(null))),
            new Kind(
                    Systems.WOOCOMMERCE,
                    Use.ORDERS,
                    context -> new WooCommerceOrders(
                            context.account,
                            context.every,
                            context.get(Systems.WOOCOMMERCE_KEY),
                            context.get(Systems.WOOCOMMERCE_SECRET),
                            context.get(Systems.WOOCOMMERCE_JOINS))),
            new Kind(
                    Systems.WOOCOMMERCE,
                    Use.OFFERS,
                    context -> new WooCommerceOffers(
                            context.account,
                            context.every,
                            context.get(Systems.WOOCOMMERCE_KEY),
                            context.get(Systems.WOOCOMMERCE_SECRET))),
            new Kind(
                    Systems.EBAY, Use.ORDERS, context -> new EbayOrders(context.account, context.every, ebay(context))),
            new Kind(
                    Systems.EBAY, Use.OFFERS, context -> new EbayOffers(context.account, context.every, ebay(context))),
            new Kind(
                    Systems.PRESTASHOP,
                    Use.ORDERS,
                    context -> new PrestaShopOrders(
                            context.account,
                            context.every,
                            context.get(Systems.PRESTASHOP_KEY),
                            context.get(Systems.PRESTASHOP_STATES),
                            context.get(Systems.PRESTASHOP_ZONE))),
            new Kind(
                    Systems.SHOPER,
                    Use.OFFERS,
                    context -> new ShoperOffers(context.account, context.every, context.get(Systems.SHOPER_TOKEN))));

    private FeedConfig() {}

    /** Those of the accounts that are used for them. */
    public static List<Feed> feeds(Config config, Accounts accounts) {
        List<Feed> feeds = new ArrayList<>();
        for (Kind kind : KINDS) {
            accounts.find(kind.keys, kind.use)
                    .ifPresent(account ->
                            feeds.add(kind.make.of(new Context(config, account, kind.keys.every(kind.use, config)))));
        }
        return List.copyOf(feeds);
    }

    @FunctionalInterface
    private interface Make {
        Feed of(Context context);
    }

    /** A system, what of it is read, and how its feed is made. */
    private record Kind(SystemKeys keys, Use use, Make make) {}

    private record Context(Config config, Account account, Duration every) {
        <T> T get(ConfigKey<T> key) {
            return config.get(key);
        }

        TokenFile allegroToken() {
            return account.http().tokenFile(Systems.ALLEGRO_TOKEN_FILE.name(), get(Systems.ALLEGRO_TOKEN_FILE));
        }

        KauflandCalls kauflandCalls() {
            return new KauflandCalls(
                    account,
                    new KauflandSigning(
                            account.clock(),
                            get(Systems.KAUFLAND_CLIENT),
                            get(Systems.KAUFLAND_SECRET),
                            get(Systems.KAUFLAND_SIGNATURE)));
        }

        MiraklCalls miraklCalls() {
            return new MiraklCalls(
                    account,
                    get(Systems.MIRAKL_KEY),
                    config.find(Systems.MIRAKL_SHOP).orElse(null));
        }
    }

    private static EbayCalls ebay(Context context) {
        return new EbayCalls(
                context.account,
                context.get(Systems.EBAY_CLIENT),
                context.get(Systems.EBAY_SECRET),
                context.get(Systems.EBAY_REFRESH));
    }
}
