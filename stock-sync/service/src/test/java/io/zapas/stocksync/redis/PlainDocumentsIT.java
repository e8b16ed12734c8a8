package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.LocationRule;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.SupplyExpected;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the quick way publishes of a SKU is, field by field, what the script answers of it: handed over, or read back from the outbox. */
class PlainDocumentsIT {
    private final Shop shop = new Shop(StockSettings.defaults()
            .withMaxAge(Map.of("wms", Duration.ofSeconds(30)))
            .withRules(new SellingRules(Map.of("store", List.of("WAW")), Map.of(), Set.of("RET"), Map.of(), Map.of())));

    /** The newest document of each SKU, and how many items were handed over and how many read back. */
    private Map<String, JsonNode> published(String... skus) {
        Map<String, JsonNode> documents = new HashMap<>();
        for (OutboxItem item : shop.outbox()) {
            assertThat(item.newest()).isNotNull();
            item.newest().forEach((sku, shown) -> documents.put(sku, Json.tree(shown.json())));
        }
        assertThat(documents).containsOnlyKeys(skus);
        return documents;
    }

    private Map<String, JsonNode> answered(String... skus) {
        Map<String, JsonNode> documents = new HashMap<>();
        Shop.await(shop.stock.availability(List.of(skus)))
                .forEach((sku, shown) -> documents.put(sku, Json.tree(shown.json())));
        return documents;
    }

    @Test
    void isWhatTheScriptAnswers() {
        shop.tickTo(1);
        shop.apply(
                "erp",
                Shop.second(1),
                Shop.ruled(
                        "A",
                        7L,
                        Map.of("allegro", new ChannelRule(2L, 50, null, null, null, null)),
                        Map.of("KRK", new LocationRule(3L))));
        shop.apply(
                "erp", Shop.second(1), new SupplyExpected("A", "WAW", 50, LocalDate.parse("2026-04-02"), "PO2", true));
        shop.apply(
                "erp", Shop.second(1), new SupplyExpected("A", null, 20, LocalDate.parse("2026-03-20"), "PO1", null));
        shop.apply("wms", Shop.second(1), new StockLevel("A", "KRK", 12, null, null));
        shop.level("A", "WAW", 9, 2);
        shop.level("A", "RET", 4, 2);
        shop.level("B", "WAW", 5, 2);
        shop.hold("o1", "A", 2);
        assertThat(published("A", "B")).isEqualTo(answered("A", "B"));
        assertThat(answered("A").get("A").get("stale").booleanValue()).isFalse();
        assertThat(answered("A").get("A").get("incoming")).hasSize(2);

        // The warehouse has been silent for too long when the ERP speaks again; from here on a relay takes over here.
        shop.tickTo(100);
        shop.level("A", "WAW", 8, 100);
        shop.hold("o2", "A", 1);
        assertThat(published("A", "B")).isEqualTo(answered("A", "B"));
        assertThat(answered("A").get("A").get("stale").booleanValue()).isTrue();
    }
}
