package io.zapas.runtime.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;

/** Somebody who issues tokens, with the public key in a file. */
final class Issuer {
    private final Path file;
    private final String name;
    private final String audience;
    private RSAKey key;

    Issuer(Path directory, String name, String audience) throws JOSEException, IOException {
        this.file = directory.resolve("issuer.json");
        this.name = name;
        this.audience = audience;
        changeKey("first");
    }

    Path file() {
        return file;
    }

    RSAKey key() {
        return key;
    }

    /** Tokens are signed by another key from now on, which alone is in the file. */
    void changeKey(String id) throws JOSEException, IOException {
        key = new RSAKeyGenerator(2_048).keyID(id).generate();
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
    }

    /** Good for an hour, unless {@code more} says otherwise. */
    String token(UnaryOperator<JWTClaimsSet.Builder> more) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                more.apply(new JWTClaimsSet.Builder()
                                .issuer(name)
                                .audience(audience)
                                .subject("shop-7")
                                .expirationTime(Date.from(Instant.now().plusSeconds(3_600))))
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
