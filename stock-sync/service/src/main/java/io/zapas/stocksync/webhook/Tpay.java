package io.zapas.stocksync.webhook;

import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.statement.Statements;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tpay: a form whose {@code md5sum} is MD5 over {@code id}, {@code tr_id}, {@code tr_amount}, {@code tr_crc} and the confirmation code. It wants to hear
 * {@code TRUE}.
 *
 * <p>{@code X-JWS-Signature} is not looked at: its certificate is to be fetched from an address the message names. The md5sum does not cover
 * {@code tr_status}, so nothing but a payment is taken from it: a chargeback undoes no sale that has left, and is passed over. Other shapes Tpay sends to the
 * same address have no md5sum, say nothing about stock and are answered as they want it, unread.
 */
final class Tpay implements WebhookSystem {
    static final String NAME = "tpay";

    private static final int MAX_FIELDS = 100;
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,2})?");

    private final Secrets secrets;
    private final PaymentStatement payment;

    Tpay(Secrets secrets, PaymentStatement payment) {
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
        if (isOtherShape(delivery)) {
            return;
        }
        Map<String, String> form = form(delivery.body());
        String given = form.get("md5sum");
        if (given == null) {
            throw new RefusedException("unsigned", "The field md5sum is needed.");
        }
        String amount = form.getOrDefault("tr_amount", "");
        if (!AMOUNT.matcher(amount).matches()) {
            throw new RefusedException("unsigned", "The field tr_amount must be an amount.");
        }
        String text = form.getOrDefault("id", "")
                + form.getOrDefault("tr_id", "")
                + new BigDecimal(amount).setScale(2).toPlainString()
                + form.getOrDefault("tr_crc", "");
        secrets.require(
                secret -> Signing.isHex(Signing.digest("MD5", Signing.utf8(text), Signing.utf8(secret)), given),
                "The field md5sum");
    }

    /** JSON, which no notification of a payment is. */
    private static boolean isOtherShape(Delivery delivery) {
        for (byte b : delivery.body()) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        String[] pairs = new String(body, StandardCharsets.UTF_8).strip().split("&", MAX_FIELDS + 1);
        if (pairs.length > MAX_FIELDS) {
            throw new InvalidFieldException("body", "must be a form of at most " + MAX_FIELDS + " fields");
        }
        for (String pair : pairs) {
            String[] sides = pair.split("=", 2);
            try {
                String name = URLDecoder.decode(sides[0], StandardCharsets.UTF_8);
                String value = sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
                if (fields.put(name, value) != null) {
                    throw new InvalidFieldException("body", "must be a form that names each field once");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException("body", "must be a form");
            }
        }
        return fields;
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        if (isOtherShape(delivery)) {
            return List.of();
        }
        Map<String, String> form = form(delivery.body());
        String status = form.getOrDefault("tr_status", "");
        String reference = form.getOrDefault("tr_crc", "");
        if (!(status.equals("TRUE") || status.equals("PAID")) || reference.isBlank()) {
            return List.of();
        }
        Statements statements = new Statements("/webhooks/" + NAME, Statements.own(form.getOrDefault("tr_id", "")));
        // Its time has no offset and is not signed: it is true when we hear it.
        payment.state(statements, "payment", delivery.receivedAt(), reference, Order.Payment.PAID);
        return statements.events();
    }

    @Override
    public Receipt receipt(Delivery delivery, int accepted) {
        return isOtherShape(delivery)
                ? new Receipt("application/json", "{\"result\":true}")
                : new Receipt("text/plain", "TRUE");
    }
}
