package io.zapas.stocksync.webhook;

import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.statement.Part;
import java.util.List;

/**
 * Kaufland: {@code Shop-Signature} = HMAC-SHA256 over method, address, body and {@code Shop-Timestamp}, a line each; as hex or base64, since the two are said of
 * it. The address is the one the subscription names: behind a proxy we do not see it, so it is configured.
 *
 * <p>A message names an order unit or an offer to be read, and neither SKU nor quantity: by itself it says nothing about stock. It is verified, answered and
 * counted, so that a subscription may point here; an adapter that reads the unit states it as an {@code order}.
 */
final class Kaufland implements WebhookSystem {
    static final String NAME = "kaufland";

    private static final String SIGNATURE = "Shop-Signature";
    private static final String TIMESTAMP = "Shop-Timestamp";

    private final Secrets secrets;
    private final String address;

    /** @param address as Kaufland calls it; null: not configured */
    Kaufland(Secrets secrets, String address) {
        this.secrets = secrets;
        this.address = address;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        String given = secrets.required(delivery, SIGNATURE);
        String timestamp = secrets.required(delivery, TIMESTAMP);
        if (address == null) {
            throw new RefusedException(
                    "not-configured",
                    "The signature covers the address: set webhooks.kaufland.url (ZAPAS_WEBHOOKS_KAUFLAND_URL) to the callback's.");
        }
        Signing.requireRecent(TIMESTAMP, timestamp, delivery.receivedAt());
        byte[] before = Signing.utf8("POST\n" + address + "\n");
        byte[] after = Signing.utf8("\n" + timestamp);
        secrets.require(
                secret -> {
                    byte[] expected = Hmac.sha256(Signing.utf8(secret), before, delivery.body(), after);
                    return Signing.isHex(expected, given) || Signing.isBase64(expected, given);
                },
                SIGNATURE);
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        Part.of(delivery.body()).requiredText("event_name");
        return List.of();
    }
}
