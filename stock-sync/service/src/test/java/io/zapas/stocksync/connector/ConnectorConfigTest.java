package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.zapas.runtime.config.ConfigException;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.stocksync.account.AccountBench;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.account.Systems;
import io.zapas.testkit.Await;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorConfigTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private List<Connector> connectors(Map<String, String> config) {
        LoadedConfig loaded = AccountBench.config(config);
        return ConnectorConfig.connectors(
                loaded, vertx, Accounts.open(loaded, vertx, InstantSource.fixed(AccountBench.NOW)));
    }

    @Test
    void nothingIsOnByItself() {
        assertThat(connectors(Map.of())).isEmpty();
    }

    @Test
    void aSystemIsOnWithItsCredentials() {
        Connector connector = connectors(Map.of(
                        "account.baselinker.token", "t",
                        "account.baselinker.inventory", "1",
                        "account.baselinker.warehouse", "bl_1",
                        "account.baselinker.channel", "base"))
                .get(0);

        assertThat(connector.system()).isEqualTo("baselinker");
        assertThat(connector.channel()).isEqualTo("base");
        assertThat(connector.batch()).isEqualTo(1_000);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() ->
                        connectors(Map.of("account.baselinker.token", "hush", "account.baselinker.warehouse", "bl_1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("account.baselinker.inventory (ZAPAS_ACCOUNT_BASELINKER_INVENTORY) is needed")
                .hasMessageNotContaining("hush");
    }

    /** All systems with all they need, and nothing else. */
    private static Map<String, String> everything() {
        Map<String, String> all = new TreeMap<>();
        String texts = """
                baselinker.token=t baselinker.inventory=1 baselinker.warehouse=bl_1
                allegro.token-file=/run/allegro-token
                shopify.url=https://a.example shopify.token=t shopify.location=1
                woocommerce.url=https://b.example woocommerce.key=k woocommerce.secret=s
                kaufland.client-key=c kaufland.secret-key=s kaufland.storefront=pl
                amazon.client-id=c amazon.client-secret=s amazon.refresh-token=r amazon.seller=A1TESTSELLER99
                ebay.client-id=c ebay.client-secret=s ebay.refresh-token=r
                prestashop.url=https://c.example prestashop.key=k
                shoper.url=https://d.example shoper.token=t
                mirakl.url=https://e.example mirakl.key=k
                standard.url=https://f.example/stock standard.secret=whsec_aGVsbG8=""";
        for (String text : texts.split("\\s+")) {
            String[] sides = text.split("=", 2);
            all.put("account." + sides[0], sides[1]);
        }
        return all;
    }

    @Test
    void everySystemCanBeOnWithAChannelOfItsOwn() {
        assertThat(connectors(everything()))
                .extracting(Connector::system)
                .containsExactly(
                        "baselinker",
                        "allegro",
                        "shopify",
                        "woocommerce",
                        "kaufland",
                        "amazon",
                        "ebay",
                        "prestashop",
                        "shoper",
                        "mirakl",
                        "standard");
        assertThat(connectors(everything()))
                .extracting(Connector::channel)
                .doesNotHaveDuplicates()
                .contains("empik", "allegro", "standard");
    }

    @Test
    void whateverIsMissingOfASystemIsNamed() {
        List<String> checked = new ArrayList<>();
        everything().keySet().forEach(name -> {
            Map<String, String> lacking = everything();
            lacking.remove(name);
            String system = name.replaceFirst("\\.[^.]*$", ".");
            if (lacking.keySet().stream().anyMatch(other -> other.startsWith(system))) {
                assertThatThrownBy(() -> connectors(lacking))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(name + " (ZAPAS_ACCOUNT_");
                checked.add(name);
            }
        });
        assertThat(checked).hasSize(everything().size() - 1);
    }

    @Test
    void twoSystemsHaveNotOneChannel() {
        Map<String, String> config = everything();
        config.put("account.woocommerce.channel", "shop");
        config.put("account.shopify.channel", "shop");

        assertThatThrownBy(() -> connectors(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "account.woocommerce.channel is shop, as is account.shopify.channel: a channel is of one system");
    }

    @ParameterizedTest
    @CsvSource({
        "account.baselinker.warehouse, shop_1, must be a warehouse such as bl_205",
        "account.baselinker.inventory, one, must be a number such as 18841",
        "account.allegro.zero, none, must be command or offer",
        "account.shopify.api-version, 2025-10, must be a version from 2026-01",
        "account.shopify.location, gid, must be a number",
        "account.woocommerce.batch, 101, must be from 1 to 100",
        "account.kaufland.storefront, PL, must be a storefront",
        "account.kaufland.signature, md5, must be hex or base64",
        "account.amazon.token-url, http://api.example, must be an https address",
        "account.prestashop.way, post, must be patch or put",
        "account.mirakl.separator, x, must be ;",
        "account.ebay.calls-per-minute, 0, must be from 1 to 60000"
    })
    void whatIsWrongIsNamed(String name, String value, String rule) {
        Map<String, String> config = everything();
        config.put(name, value);
        assertThatThrownBy(() -> connectors(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT) + ": " + rule);
    }

    @ParameterizedTest
    @CsvSource({"account.standard.secret, hush-hush!", "account.ebay.client-secret, 'hush hush'"})
    void aSecretThatIsNoneIsNotShown(String name, String value) {
        Map<String, String> config = everything();
        config.put(name, value);
        assertThatThrownBy(() -> connectors(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "ftp://127.0.0.1",
                "api.example.com",
                "https://user:pass@example.com",
                "https://example.com?a=b",
                "https://",
                "http://127.0.0.1.example.com",
                "not a url"
            })
    void anAddressOthersCouldReadAlongIsRefused(String url) {
        assertThatThrownBy(() -> connectors(Map.of("account.baselinker.url", url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_ACCOUNT_BASELINKER_URL: must be an https address, or http on loopback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "6m", "soon"})
    void aTimeLimitHasBounds(String timeout) {
        assertThatThrownBy(() -> connectors(Map.of("account.timeout", timeout)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_ACCOUNT_TIMEOUT: must be a duration");
    }

    @Test
    void credentialsAreSecrets() {
        assertThat(Systems.keys())
                .filteredOn(key -> key.name().matches(".*(token|secret|key|password).*"))
                .filteredOn(key -> !key.name().endsWith("-file") && !key.name().endsWith("-url"))
                .isNotEmpty()
                .allMatch(ConfigKey::secret);
    }
}
