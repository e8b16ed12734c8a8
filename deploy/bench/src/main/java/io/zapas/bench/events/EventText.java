package io.zapas.bench.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Structured CloudEvents, as bytes. */
public final class EventText {
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
    private static final String LOCATION = "WH1";

    private EventText() {}

    /**
     * An absolute physical level from an ERP, now.
     *
     * @param version rising per SKU
     */
    public static byte[] level(String id, String sku, long quantity, long version) {
        return event(
                "/bench/erp",
                id,
                "stock.level",
                sku,
                "{\"sku\":\"" + sku + "\",\"location\":\"" + LOCATION + "\",\"quantity\":" + quantity + ",\"version\":"
                        + version + "}");
    }

    /** One unit that came in, now. */
    public static byte[] receipt(String id, String sku) {
        return event(
                "/bench/erp",
                id,
                "stock.movement",
                sku,
                "{\"sku\":\"" + sku + "\",\"location\":\"" + LOCATION + "\",\"delta\":1,\"reason\":\"receipt\"}");
    }

    /** An unpaid order of one unit, now. */
    public static byte[] placed(String orderId, String sku) {
        return event(
                "/bench/shop",
                orderId + "-placed",
                "order",
                orderId,
                "{\"orderId\":\"" + orderId
                        + "\",\"channel\":\"shop\",\"status\":\"placed\",\"lines\":[{\"sku\":\"" + sku
                        + "\",\"quantity\":1}]}");
    }

    private static byte[] event(String source, String id, String type, String subject, String data) {
        String text = "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source + "\",\"type\":\"" + type
                + "\",\"subject\":\"" + subject + "\",\"time\":\"" + Instant.now()
                + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
