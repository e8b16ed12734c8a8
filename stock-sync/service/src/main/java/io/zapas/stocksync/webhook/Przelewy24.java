package io.zapas.stocksync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.util.List;

/**
 * Przelewy24: the field {@code sign} is SHA-384 over the other fields and the CRC key, as compact JSON in a fixed order; fields beyond those are nobody's
 * word and are not read.
 *
 * <p>A notification means that the buyer paid. The money is the shop's once the shop has verified the transaction, which is between those two: units that were
 * paid for are kept, and an order whose payment was not settled is cancelled by the shop. Nobody tells of payments that fail: their holds run out.
 * Notifications of refunds are signed in a way that is not published, so they are refused.
 */
final class Przelewy24 implements WebhookSystem {
    static final String NAME = "przelewy24";

    private static final List<String> SIGNED = List.of(
            "merchantId",
            "posId",
            "sessionId",
            "amount",
            "originAmount",
            "currency",
            "orderId",
            "methodId",
            "statement");

    private final Secrets secrets;
    private final PaymentStatement payment;

    Przelewy24(Secrets secrets, PaymentStatement payment) {
        this.secrets = secrets;
        this.payment = payment;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        secrets.requireConfigured();
        Part body = Part.of(delivery.body());
        JsonNode sign = body.get("sign");
        if (sign == null || !sign.isTextual()) {
            throw new RefusedException("unsigned", "The field sign is needed.");
        }
        ObjectNode signed = Json.mapper().createObjectNode();
        for (String field : SIGNED) {
            JsonNode value = body.get(field);
            if (value == null || !(value.isTextual() || value.isIntegralNumber())) {
                throw new RefusedException("unsigned", "The field " + field + " is needed, a text or whole number.");
            }
            signed.set(field, value);
        }
        secrets.require(
                secret -> Signing.isHex(
                        Signing.digest(
                                "SHA-384",
                                Signing.utf8(signed.put("crc", secret).toString())),
                        sign.textValue()),
                "The field sign");
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        Part body = Part.of(delivery.body());
        Statements statements = new Statements("/webhooks/" + NAME, Statements.own(body.requiredText("orderId")));
        // There is no time in it: it is true when we hear it.
        payment.state(statements, "payment", delivery.receivedAt(), body.requiredText("sessionId"), Order.Payment.PAID);
        return statements.events();
    }
}
