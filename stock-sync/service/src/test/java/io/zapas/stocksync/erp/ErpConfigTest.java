package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErpConfigTest {
    private static Config config(String... values) {
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        keys.addAll(ErpConfig.keys());
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            variables.put("ZAPAS_ERP_CDC_" + values[i], values[i + 1]);
        }
        return ConfigLoader.load(keys, null, variables);
    }

    private static ErpSettings settings(String... values) {
        return ErpConfig.settings(config(values)).orElseThrow();
    }

    private static void refused(String message, String... values) {
        assertThatThrownBy(() -> ErpConfig.settings(config(values))).hasMessageContaining(message);
    }

    @Test
    void isOffUnlessASystemIsNamed() {
        assertThat(ErpConfig.settings(config())).isEmpty();
        assertThat(ErpConfig.topics(config())).isEmpty();
        refused("erp.cdc.topics (ZAPAS_ERP_CDC_TOPICS) needs erp.cdc.system", "TOPICS", "a");
        refused("erp.cdc.system (ZAPAS_ERP_CDC_SYSTEM) needs erp.cdc.topics", "SYSTEM", "subiekt-gt");
        refused("must be one of optima, subiekt-gt, subiekt-nexo, wapro", "SYSTEM", "sap", "TOPICS", "a");
    }

    @Test
    void eachSystemHasItsOwn() {
        ErpSettings gt = settings(
                "SYSTEM",
                "subiekt-gt",
                "TOPICS",
                "erp.S.dbo.tw_Stan, erp.S.dbo.sl_Magazyn",
                "BASIS",
                "net",
                "LOCATIONS",
                "1=MAG, S2 = SHOP",
                "IGNORED_LOCATIONS",
                "REK,7",
                "GENERATION",
                "2",
                "SCALE",
                "2");
        assertThat(gt.topics()).containsExactlyInAnyOrder("erp.S.dbo.tw_Stan", "erp.S.dbo.sl_Magazyn");
        assertThat(gt.source()).isEqualTo("/erp/subiekt-gt");
        assertThat(gt.basis()).isEqualTo(Basis.NET);
        assertThat(gt.locations().names()).isEqualTo(Map.of("1", "MAG", "S2", "SHOP"));
        assertThat(gt.locations().ignored()).containsExactlyInAnyOrder("REK", "7");
        assertThat(gt.locations().symbols()).isTrue();
        assertThat(gt.generation()).isEqualTo(2);
        assertThat(gt.scale()).isEqualTo(2);
        assertThat(gt.products()).isFalse();
        assertThat(gt.zone().getId()).isEqualTo("Europe/Warsaw");

        ErpSettings nexo = settings("SYSTEM", "subiekt-nexo", "TOPICS", "t", "NEXO_AVAILABLE", "gross");
        assertThat(nexo.locations().symbols())
                .as("its warehouses are told nowhere")
                .isFalse();
        assertThat(settings("SYSTEM", "optima", "TOPICS", "t", "OPTIMA_TABLE", "days", "BASIS", "net")
                        .mapping()
                        .mode())
                .isEqualTo(Mode.LEVEL_BY_DAY);
        assertThat(settings("SYSTEM", "wapro", "TOPICS", "x.ARTYKUL", "SKU", "trade", "PRODUCTS", "true")
                        .products())
                .isTrue();
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedByName() {
        refused(
                "erp.cdc.nexo-available (ZAPAS_ERP_CDC_NEXO_AVAILABLE) is needed",
                "SYSTEM",
                "subiekt-nexo",
                "TOPICS",
                "t");
        refused("erp.cdc.optima-table (ZAPAS_ERP_CDC_OPTIMA_TABLE) is needed", "SYSTEM", "optima", "TOPICS", "t");
        refused("erp.cdc.sku (ZAPAS_ERP_CDC_SKU) is needed", "SYSTEM", "wapro", "TOPICS", "t");
        refused(
                "erp.cdc.sku (ZAPAS_ERP_CDC_SKU) is for erp.cdc.system wapro",
                "SYSTEM",
                "subiekt-gt",
                "TOPICS",
                "t",
                "SKU",
                "trade");
        refused("is for erp.cdc.system optima", "OPTIMA_TABLE", "days");
        refused("is for erp.cdc.system subiekt-nexo", "SYSTEM", "subiekt-gt", "TOPICS", "t", "NEXO_AVAILABLE", "net");
        refused(
                "erp.cdc.basis (ZAPAS_ERP_CDC_BASIS) must be physical with erp.cdc.optima-table lots",
                "SYSTEM",
                "optima",
                "TOPICS",
                "t",
                "OPTIMA_TABLE",
                "lots",
                "BASIS",
                "net");
        refused("must be one of available, net, physical, unreserved", "BASIS", "gross");
        refused("must be a list of topics, was \"a b\"", "TOPICS", "a b", "SYSTEM", "subiekt-gt");
        refused("names a twice", "TOPICS", "a,a", "SYSTEM", "subiekt-gt");
        refused("must be a list such as 1=MAG,S2=SHOP", "LOCATIONS", "MAG");
        refused("names 1 twice", "LOCATIONS", "1=A,1=B");
        refused("must be from 1 to", "GENERATION", "0");
    }
}
