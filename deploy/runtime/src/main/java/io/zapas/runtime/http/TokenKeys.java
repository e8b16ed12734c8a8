package io.zapas.runtime.http;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

/**
 * Where the public keys of whoever issues tokens are: a file, or an address that is asked over https, with a JWKS (RFC 7517). Of its keys those count that sign by RSA
 * or by an elliptic curve.
 */
final class TokenKeys {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_BYTES = 256 * 1024;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    /** RFC 7518, 3.3. */
    private static final int MIN_RSA_BITS = 2_048;

    private final String location;
    /** Null: it is a file. */
    private final URI address;

    private TokenKeys(String location, URI address) {
        this.location = location;
        this.address = address;
    }

    /** @throws IllegalArgumentException it is an address over which anybody on the way could put in keys of his own */
    static TokenKeys at(String location) {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return new TokenKeys(location, null);
        }
        URI address = URI.create(location);
        if (!"https".equals(address.getScheme()) && !LOOPBACK.contains(address.getHost())) {
            throw new IllegalArgumentException("must be a file or an https address, was " + location);
        }
        return new TokenKeys(location, address);
    }

    boolean isFile() {
        return address == null;
    }

    /** Blocks for some seconds at most. Throws with a message that says what is wrong with them. */
    JWKSet load() throws IOException {
        JWKSet all;
        try {
            if (isFile()) {
                Path file = Path.of(location);
                if (!Files.isReadable(file)) {
                    throw new IOException(location + " cannot be read: there is no such file, or no right to read it");
                }
                if (Files.size(file) > MAX_BYTES) {
                    throw new IOException(location + " is larger than " + MAX_BYTES + " bytes");
                }
                all = JWKSet.parse(Files.readString(file));
            } else {
                all = JWKSet.load(address.toURL(), CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
            }
        } catch (ParseException e) {
            throw new IOException(location + " is not a JWKS: " + e.getMessage(), e);
        }
        if (isFile() && all.getKeys().stream().anyMatch(JWK::isPrivate)) {
            throw new IOException(location + " holds a private key; put in the public ones alone");
        }
        List<JWK> usable = all.getKeys().stream().filter(TokenKeys::signs).toList();
        if (usable.isEmpty()) {
            throw new IOException(
                    location + " holds no public RSA key of 2048 bits or more and no elliptic curve key that signs");
        }
        return new JWKSet(usable).toPublicJWKSet();
    }

    private static boolean signs(JWK key) {
        boolean strong = key instanceof ECKey || (key instanceof RSAKey && key.size() >= MIN_RSA_BITS);
        return strong && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE));
    }

    @Override
    public String toString() {
        return location;
    }
}
