package io.zapas.stocksync.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.config.ConfigException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemKeysTest {

    private static Set<Use> baselinker(Map<String, String> config) {
        return Systems.BASELINKER.uses(AccountBench.config(config));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/", "http://127.0.0.1:8", "http://localhost/a", "http://[::1]:1"})
    void anAddressThatIsTaken(String url) {
        assertThat(SystemKeys.address(url)).isEqualTo(url.endsWith("/") ? "https://example.com" : url);
    }

    @Test
    void anAccountIsForPushingUnlessItSaysSomethingElse() {
        assertThat(baselinker(Map.of(
                        "account.baselinker.token", "t",
                        "account.baselinker.inventory", "1",
                        "account.baselinker.warehouse", "bl_1")))
                .containsExactly(Use.PUSH);
        assertThat(baselinker(Map.of(
                        "account.baselinker.token", "t",
                        "account.baselinker.inventory", "1",
                        "account.baselinker.warehouse", "bl_1",
                        "account.baselinker.statuses", "1=shipped",
                        "account.baselinker.uses", "offers, orders, push")))
                .containsExactly(Use.PUSH, Use.ORDERS, Use.OFFERS);
    }

    @Test
    void onlyWhatAUseNeedsIsNeeded() {
        assertThat(baselinker(Map.of(
                        "account.baselinker.token", "t",
                        "account.baselinker.statuses", "1=shipped",
                        "account.baselinker.uses", "orders")))
                .containsExactly(Use.ORDERS);
        assertThatThrownBy(() ->
                        baselinker(Map.of("account.baselinker.token", "t", "account.baselinker.uses", "orders,offers")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("account.baselinker.inventory (ZAPAS_ACCOUNT_BASELINKER_INVENTORY)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push,levels", "orders,", "all"})
    void aUseItHasNotIsRefusedByName(String uses) {
        assertThatThrownBy(() -> baselinker(Map.of("account.baselinker.uses", uses)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_ACCOUNT_BASELINKER_USES: must be any of push, orders, offers");
    }
}
