package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.process.Http;

/** Counts what is reserved, by asking for every SKU. */
final class ReservedUnits {
    private static final int PER_QUERY = 1_000;

    private ReservedUnits() {}

    /** Units reserved of all SKUs below {@code skus}. */
    static long of(Http http, int skus) throws Exception {
        long sum = 0;
        for (int from = 0; from < skus; from += PER_QUERY) {
            StringBuilder names = new StringBuilder();
            for (int sku = from; sku < Math.min(skus, from + PER_QUERY); sku++) {
                names.append(names.isEmpty() ? "\"" : ",\"")
                        .append(SkuName.of(sku))
                        .append('"');
            }
            for (JsonNode item : http.post("/v1/availability/query", "{\"skus\":[" + names + "]}")
                    .path("items")) {
                for (JsonNode location : item.path("locations")) {
                    sum += location.path("reserved").longValue();
                }
            }
        }
        return sum;
    }
}
