package io.zapas.alerting.mail;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links by which the owner of an address leaves a list without logging in: list and address, signed with HMAC-SHA-256. They never expire: a mail of last year must
 * still let its reader leave. Immutable; safe on every thread.
 */
public final class UnsubscribeLinks {
    static final String PATH = "/v1/unsubscribe/";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_TOKEN = 1_000;

    private final URI base;
    private final SecretKeySpec key;

    /** @param base where this service is reached, such as https://zapas.example.com */
    public UnsubscribeLinks(URI base, String secret) {
        this.base = base;
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Whom a link is about. */
    public record Subscriber(MailList list, String address) {}

    URI url(MailList list, String address) {
        String site = base.toString();
        return URI.create(
                (site.endsWith("/") ? site.substring(0, site.length() - 1) : site) + PATH + token(list, address));
    }

    String token(MailList list, String address) {
        byte[] subject = (list + " " + address.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(subject) + "." + encoder.encodeToString(sign(subject));
    }

    /** Empty unless the token is one of ours, unchanged. */
    public Optional<Subscriber> read(String token) {
        String[] parts = token == null || token.length() > MAX_TOKEN ? new String[0] : token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] subject = Base64.getUrlDecoder().decode(parts[0]);
            if (!MessageDigest.isEqual(sign(subject), Base64.getUrlDecoder().decode(parts[1]))) {
                return Optional.empty();
            }
            String[] words = new String(subject, StandardCharsets.UTF_8).split(" ", 2);
            return Optional.of(new Subscriber(MailList.valueOf(words[0]), words[1]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] sign(byte[] subject) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(subject);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
