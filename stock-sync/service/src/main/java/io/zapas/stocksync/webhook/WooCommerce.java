package io.zapas.stocksync.webhook;

import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import io.zapas.stocksync.statement.WooCommerceOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * WooCommerce: {@code X-WC-Webhook-Signature} = base64 of HMAC-SHA256 over the body; a secret with {@code &}, {@code <}, {@code >} or quotes is taken
 * both as it is written and as HTML writes it.
 *
 * <p>The body is the resource as it stands when it is sent. Ids of deliveries are not unique, so an event's id follows from the body. WooCommerce never
 * repeats a delivery and switches a webhook off after some failures: what cannot be used is therefore kept by us. A deleted order is only a number, which
 * says nothing of lines: an unpaid one runs out by itself. Orders in the bin or in a customer's draft are passed over.
 */
final class WooCommerce implements WebhookSystem {
    static final String NAME = "woocommerce";

    private static final String SIGNATURE = "X-WC-Webhook-Signature";
    private static final Pattern PING = Pattern.compile("webhook_id=\\d{1,18}");

    private final Secrets secrets;
    private final Shop shop;

    WooCommerce(Secrets secrets, Shop shop) {
        this.secrets = secrets;
        this.shop = shop;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        secrets.requireConfigured();
        if (isPing(delivery)) {
            // Sent unsigned when the webhook is switched on; it says nothing.
            return;
        }
        String given = secrets.required(delivery, SIGNATURE);
        secrets.require(secret -> isOf(secret, delivery, given) || isOf(decoded(secret), delivery, given), SIGNATURE);
    }

    private static boolean isOf(String secret, Delivery delivery, String given) {
        return Signing.isBase64(Hmac.sha256(Signing.utf8(secret), delivery.body()), given);
    }

    private static String decoded(String secret) {
        return secret.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#039;", "'")
                .replace("&amp;", "&");
    }

    private static boolean isPing(Delivery delivery) {
        return delivery.body().length < 40
                && PING.matcher(new String(delivery.body(), StandardCharsets.ISO_8859_1))
                        .matches();
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        String topic = isPing(delivery) ? null : delivery.header("X-WC-Webhook-Topic");
        String kind = topic == null ? "" : topic;
        Statements statements = new Statements("/webhooks/" + NAME, Statements.hashed(kind, delivery.body()));
        switch (kind) {
            case "order.created", "order.updated", "order.restored" ->
                WooCommerceOrder.state(Part.of(delivery.body()), shop.channel(), shop.joinsByNumber(), statements);
            case "product.created", "product.updated", "product.restored" ->
                product(statements, Part.of(delivery.body()));
            default -> {
                // Nothing about stock, or not enough: see above.
            }
        }
        return statements.events();
    }

    /** Stock that is not counted, or is counted at the parent, is shown by no number of its own. */
    private void product(Statements statements, Part product) {
        String id = product.requiredText("id");
        Instant modified = product.required("date_modified_gmt", product.utc("date_modified_gmt"));
        Long shown = product.units("stock_quantity");
        if (!product.is("manage_stock") || shown == null) {
            return;
        }
        String sku = product.text("sku");
        statements.state(
                "offer",
                Offer.TYPE,
                sku,
                modified,
                Statements.data()
                        .put("channel", shop.channel())
                        .put("offerId", id)
                        .put("sku", sku)
                        .put("quantity", Math.max(0, shown)));
    }
}
