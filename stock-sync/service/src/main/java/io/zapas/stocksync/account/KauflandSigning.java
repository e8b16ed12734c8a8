package io.zapas.stocksync.account;

import io.vertx.core.http.HttpMethod;
import io.zapas.stocksync.signing.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Signs calls to Kaufland: HMAC-SHA256 over method, address, body and time, a line each. */
public final class KauflandSigning {
    private final InstantSource clock;
    private final String clientKey;
    private final byte[] secretKey;
    private final KauflandSignature encoding;

    public KauflandSigning(InstantSource clock, String clientKey, String secretKey, KauflandSignature encoding) {
        this.clock = clock;
        this.clientKey = clientKey;
        this.secretKey = secretKey.getBytes(StandardCharsets.UTF_8);
        this.encoding = encoding;
    }

    /** Made when it is sent, which may be long after it took its place in the queue: it holds the time. */
    public Call call(HttpMethod method, String address, String body) {
        String time = Long.toString(clock.instant().getEpochSecond());
        String signed = method.name() + "\n" + address + "\n" + body + "\n" + time;
        byte[] signature = Hmac.sha256(secretKey, signed.getBytes(StandardCharsets.UTF_8));
        return Call.of(method, address)
                .body(Call.JSON, body.getBytes(StandardCharsets.UTF_8))
                .header("Accept", Call.JSON)
                .header("Shop-Client-Key", clientKey)
                .header("Shop-Timestamp", time)
                .header("Shop-Signature", encoding.of(signature));
    }
}
