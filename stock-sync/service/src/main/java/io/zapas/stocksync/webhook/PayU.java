package io.zapas.stocksync.webhook;

import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * PayU: {@code OpenPayu-Signature: sender=...;signature=HEX;algorithm=MD5;content=DOCUMENT}, a digest of the body and the second key. The algorithm is the
 * sender's to name and ours to allow.
 *
 * <p>A notification has no time of its own and may be three days late: what it says counts from when the payment was begun, so that the end of an attempt ends
 * it whichever of the two comes first. Refunds have a shape of their own and are no business of a hold.
 */
final class PayU implements WebhookSystem {
    static final String NAME = "payu";
    /** Name in the header -> name in Java. */
    static final Map<String, String> ALGORITHMS = Map.of(
            "MD5", "MD5",
            "SHA", "SHA-1",
            "SHA-1", "SHA-1",
            "SHA-256", "SHA-256",
            "SHA-384", "SHA-384",
            "SHA-512", "SHA-512");

    private static final String SIGNATURE = "OpenPayu-Signature";
    private static final String OTHER_SIGNATURE = "X-OpenPayU-Signature";

    private final Secrets secrets;
    private final PaymentStatement payment;
    private final Set<String> allowed;

    /** @param allowed names of algorithms as in {@link #ALGORITHMS} */
    PayU(Secrets secrets, PaymentStatement payment, Set<String> allowed) {
        this.secrets = secrets;
        this.payment = payment;
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        String header = secrets.required(
                delivery,
                delivery.header(SIGNATURE) == null && delivery.header(OTHER_SIGNATURE) != null
                        ? OTHER_SIGNATURE
                        : SIGNATURE);
        Map<String, String> elements = new HashMap<>();
        for (String element : header.split(";")) {
            String[] sides = element.split("=", 2);
            if (sides.length < 2 || elements.put(sides[0].strip(), sides[1].strip()) != null) {
                throw new RefusedException("unsigned", SIGNATURE + " must be a list of names and values.");
            }
        }
        String given = elements.get("signature");
        String algorithm = elements.getOrDefault("algorithm", "").toUpperCase(Locale.ROOT);
        if (given == null) {
            throw new RefusedException("unsigned", SIGNATURE + " must have a signature.");
        }
        if (!ALGORITHMS.containsKey(algorithm) || !allowed.contains(algorithm)) {
            throw new RefusedException(
                    "forged", SIGNATURE + " names an algorithm that is not among webhooks.payu.algorithms.");
        }
        secrets.require(
                secret -> Signing.isHex(
                        Signing.digest(ALGORITHMS.get(algorithm), delivery.body(), Signing.utf8(secret)), given),
                SIGNATURE);
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        Part order = Part.of(delivery.body()).object("order");
        if (order == null) {
            return List.of();
        }
        String status = order.requiredText("status");
        String reference = order.text("extOrderId");
        if (reference == null) {
            return List.of();
        }
        Statements statements =
                new Statements("/webhooks/" + NAME, Statements.own(order.requiredText("orderId") + "/" + status));
        Instant begun = order.required("orderCreateDate", order.time("orderCreateDate"));
        payment.state(statements, "payment", begun, reference, status(order, status));
        return statements.events();
    }

    private static Order.Payment status(Part order, String status) {
        return switch (status) {
            case "COMPLETED" -> Order.Payment.PAID;
            case "NEW", "PENDING", "WAITING_FOR_CONFIRMATION" -> Order.Payment.PENDING;
            case "CANCELED", "REJECTED" -> Order.Payment.CANCELLED;
            default -> throw unknown(order);
        };
    }

    private static InvalidFieldException unknown(Part order) {
        return order.invalid("status", "must be a status of a payment");
    }
}
