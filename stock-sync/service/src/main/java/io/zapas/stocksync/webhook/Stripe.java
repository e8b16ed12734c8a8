package io.zapas.stocksync.webhook;

import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.util.ArrayList;
import java.util.List;

/**
 * Stripe: {@code Stripe-Signature: t=SECONDS,v1=HEX}, HMAC-SHA256 over {@code t.body}; several {@code v1} while a secret is changed, other schemes are not
 * looked at.
 *
 * <p>A failed payment is not the end: the customer may try again, and the intent goes on. The order stands in the intent's metadata, of a Checkout
 * session in {@code client_reference_id} too; a payment that names none is of nothing we know, such as the intent behind a session.
 */
final class Stripe implements WebhookSystem {
    static final String NAME = "stripe";

    private static final String SIGNATURE = "Stripe-Signature";
    private static final int MAX_ELEMENTS = 20;

    private final Secrets secrets;
    private final PaymentStatement payment;
    private final String metadata;

    /** @param metadata the name under which the shop puts its order id */
    Stripe(Secrets secrets, PaymentStatement payment, String metadata) {
        this.secrets = secrets;
        this.payment = payment;
        this.metadata = metadata;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        String header = secrets.required(delivery, SIGNATURE);
        String time = "";
        List<String> signatures = new ArrayList<>();
        for (String element : header.split(",", MAX_ELEMENTS + 1)) {
            if (element.startsWith("t=") && time.isEmpty()) {
                time = element.substring(2);
            } else if (element.startsWith("v1=")) {
                signatures.add(element.substring(3));
            }
        }
        Signing.requireRecent(SIGNATURE + " t=", time, delivery.receivedAt());
        byte[] prefix = Signing.utf8(time + ".");
        secrets.require(
                secret -> {
                    byte[] expected = Hmac.sha256(Signing.utf8(secret), prefix, delivery.body());
                    boolean fits = false;
                    for (String signature : signatures) {
                        fits |= Signing.isHex(expected, signature);
                    }
                    return fits;
                },
                SIGNATURE);
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        Part event = Part.of(delivery.body());
        String type = event.requiredText("type");
        Statements statements = new Statements("/webhooks/" + NAME, Statements.own(event.requiredText("id")));
        Part data = event.object("data");
        Part object = data == null ? null : data.object("object");
        Order.Payment status = object == null ? null : status(type, object);
        String reference = status == null ? null : reference(object);
        if (reference != null) {
            payment.state(statements, "payment", event.requiredSeconds("created"), reference, status);
        }
        return statements.events();
    }

    /** Null: says nothing of a payment's fate. */
    private static Order.Payment status(String type, Part object) {
        return switch (type) {
            case "payment_intent.succeeded", "checkout.session.async_payment_succeeded" -> Order.Payment.PAID;
            case "payment_intent.processing",
                    "payment_intent.requires_action",
                    "payment_intent.amount_capturable_updated" -> Order.Payment.PENDING;
            case "payment_intent.payment_failed" -> Order.Payment.FAILED;
            case "payment_intent.canceled", "checkout.session.expired", "checkout.session.async_payment_failed" ->
                Order.Payment.CANCELLED;
            // Completed by the customer; the money may still be on its way.
            case "checkout.session.completed" ->
                "unpaid".equals(object.text("payment_status")) ? Order.Payment.PENDING : Order.Payment.PAID;
            default -> null;
        };
    }

    private String reference(Part object) {
        Part named = object.object("metadata");
        String order = named == null ? null : named.text(metadata);
        return order == null ? object.text("client_reference_id") : order;
    }
}
