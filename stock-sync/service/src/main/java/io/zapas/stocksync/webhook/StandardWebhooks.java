package io.zapas.stocksync.webhook;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.signing.StandardSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Standard Webhooks: {@code webhook-signature} = a list of {@code v1,} + base64 of HMAC-SHA256 over {@code id.timestamp.body}; the body is a CloudEvent in
 * structured mode, or a batch, as {@code /v1/events} takes them. Attributes in headers are not taken: nobody signed them. What is wrong is answered 400
 * like there, since whoever writes the sender is told by it.
 */
final class StandardWebhooks implements WebhookSystem {
    static final String NAME = "standard";

    private static final String ID = "webhook-id";
    private static final String TIMESTAMP = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final String VERSION = "v1,";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final int MAX_SIGNATURES = 20;

    private final Secrets secrets;
    private final CloudEventCodec codec;

    StandardWebhooks(Secrets secrets, CloudEventCodec codec) {
        this.secrets = secrets;
        this.codec = codec;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean keepsUnusable() {
        return false;
    }

    @Override
    public void verify(Delivery delivery) {
        String id = secrets.required(delivery, ID);
        String timestamp = secrets.required(delivery, TIMESTAMP);
        String given = secrets.required(delivery, SIGNATURE);
        Signing.requireRecent(TIMESTAMP, timestamp, delivery.receivedAt());
        String[] signatures = given.split(" ", MAX_SIGNATURES + 1);
        secrets.require(
                secret -> {
                    byte[] expected = Hmac.sha256(
                            StandardSecret.key(secret), Signing.utf8(id + "." + timestamp + "."), delivery.body());
                    boolean fits = false;
                    for (String signature : signatures) {
                        fits |= signature.startsWith(VERSION)
                                && Signing.isBase64(expected, signature.substring(VERSION.length()));
                    }
                    return fits;
                },
                SIGNATURE);
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        String type = delivery.header("content-type");
        String kind = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!kind.equals(STRUCTURED) && !kind.equals(BATCH)) {
            throw new InvalidFieldException("content-type", "must be " + STRUCTURED + " or " + BATCH);
        }
        List<InboundEvent> read = codec.fromHttp(
                MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, kind),
                delivery.body(),
                delivery.receivedAt());
        List<OutgoingEvent> events = new ArrayList<>(read.size());
        for (int i = 0; i < read.size(); i++) {
            try {
                events.add(OutgoingEvent.of(read.get(i)));
            } catch (InvalidFieldException e) {
                throw kind.equals(BATCH) ? e.within("[" + i + "].") : e;
            }
        }
        return events;
    }
}
