package io.zapas.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.zapas.runtime.http.Tokens.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String NAME = "https://id.example/realms/shop";

    @TempDir
    Path directory;

    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;
    private Issuer issuer;
    private Tokens tokens;

    @BeforeEach
    void read() throws Exception {
        issuer = new Issuer(directory, NAME, "zapas");
        tokens = tokens(NAME, "zapas");
    }

    @Test
    void saysWhoCallsAndWhatForOfTheScopesKnownHere() throws Exception {
        Access.Caller caller = tokens.caller(issuer.token(claims ->
                claims.claim("scope", "openid alerts:read availability:read").claim("channel", "allegro")));
        assertThat(caller)
                .isEqualTo(new Access.Caller("shop-7", Set.of("alerts:read", "availability:read"), "allegro"));
        assertThat(tokens.caller(issuer.token(claims -> claims.claim("scp", List.of("admin", "other"))))
                        .scopes())
                .containsExactly("admin");
        assertThat(tokens.caller(issuer.token(claims -> claims)).scopes()).isEmpty();
    }

    @Test
    void endsWhenItSaysSoAlsoWhenItIsRemembered() throws Exception {
        String token = issuer.token(claims -> claims.expirationTime(Date.from(now.plusSeconds(600))));
        assertThat(tokens.caller(token).id()).isEqualTo("shop-7");
        now = now.plusSeconds(630);
        assertThat(tokens.caller(token).id()).isEqualTo("shop-7");
        now = now.plusSeconds(40);
        assertRefused(token, "Expired");
    }

    @Test
    void isRefusedBeforeItsTimeWithoutAnEndOrForOthers() throws Exception {
        assertRefused(issuer.token(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(300)))), "before use time");
        assertRefused(issuer.token(claims -> claims.expirationTime(null)), "exp");
        assertRefused(issuer.token(claims -> claims.audience("another")), "aud");
        assertRefused(issuer.token(claims -> claims.issuer("https://evil.example")), "iss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aChannelThatIsNoneDoesNotActForAll(String channel) throws Exception {
        assertRefused(issuer.token(claims -> claims.claim("channel", channel)), "channel");
        assertRefused(issuer.token(claims -> claims.claim("channel", List.of("allegro"))), "channel");
        assertRefused(issuer.token(claims -> claims.claim("channel", 7)), "channel");
    }

    @Test
    void aByteChangedAnywhereIsRefused() throws Exception {
        String token = issuer.token(claims -> claims.claim("scope", "availability:read"));
        // The last character of a signature of 256 bytes holds four bits that mean nothing.
        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThatThrownBy(() -> tokens.caller(changed)).as(changed).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void whatIsNotSignedByTheIssuersKeyIsRefused() throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("zapas")
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("scope", "admin")
                .build();
        assertRefused(new PlainJWT(claims).serialize(), "");
        // The public key taken for a secret of both sides: a known trick.
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(issuer.key().getKeyID())
                        .build(),
                claims);
        confused.sign(new MACSigner(Files.readString(issuer.file()).getBytes(StandardCharsets.UTF_8)));
        assertRefused(confused.serialize(), "");
        Issuer another = new Issuer(Files.createDirectory(directory.resolve("another")), NAME, "zapas");
        assertRefused(another.token(same -> same), "");
        assertRefused("a.b.c", "");
        assertRefused("..", "");
    }

    @Test
    void aKeyThatIsGoneEndsItsTokensAndOneThatCannotBeReadChangesNothing() throws Exception {
        String before = issuer.token(claims -> claims);
        assertThat(tokens.caller(before)).isNotNull();
        issuer.changeKey("second");
        String after = issuer.token(claims -> claims);
        assertRefused(after, "");
        tokens.read();
        assertThat(tokens.caller(after)).isNotNull();
        assertRefused(before, "");
        Files.writeString(issuer.file(), "{\"keys\":[");
        assertThatThrownBy(tokens::read).hasMessageContaining("JWKS");
        assertThat(tokens.caller(after)).isNotNull();
    }

    @Test
    void keysAreReadAgainByThemselves() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Tokens late = new Tokens(TokenKeys.at(issuer.file().toString()), NAME, "zapas", clock);
            String token = issuer.token(claims -> claims);
            assertThatThrownBy(() -> late.caller(token)).hasMessageContaining("could not be read yet");
            late.watch(vertx).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(late.caller(token)).isNotNull();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void filesThatHoldNoUsableKeyAreRefusedByName() throws Exception {
        assertNotKeys("{}", "JWKS");
        assertNotKeys("{\"keys\":[]}", "no public RSA key");
        assertNotKeys(new JWKSet(new RSAKeyGenerator(1_024, true).generate().toPublicJWK()).toString(), "2048");
        assertNotKeys(new JWKSet(issuer.key()).toString(false), "private key");
        assertNotKeys(new JWKSet(new OctetSequenceKey.Builder(new byte[32]).build()).toString(false), "private key");
        assertThatThrownBy(() -> Tokens.of(directory.resolve("none").toString(), NAME, "zapas"))
                .hasMessageContaining("jwt.keys")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Tokens.of("http://id.example/keys", NAME, "zapas"))
                .hasMessageContaining("https");
    }

    @Test
    void aKeyOfTheKeysFileIsNoToken() {
        assertThat(Tokens.isOne("reader-key-that-is-long-enough")).isFalse();
        assertThat(Tokens.isOne("a.b")).isFalse();
        assertThat(Tokens.isOne("a.b.c")).isTrue();
    }

    private void assertNotKeys(String content, String why) throws Exception {
        Path file = Files.writeString(directory.resolve("keys.json"), content);
        assertThatThrownBy(() -> Tokens.of(file.toString(), NAME, "zapas"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ZAPAS_JWT_KEYS")
                .hasMessageContaining(why);
    }

    private void assertRefused(String token, String why) {
        assertThatThrownBy(() -> tokens.caller(token))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private Tokens tokens(String name, String audience) throws Exception {
        Tokens made = new Tokens(TokenKeys.at(issuer.file().toString()), name, audience, clock);
        made.read();
        return made;
    }
}
