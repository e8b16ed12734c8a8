package io.zapas.runtime.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.runtime.http.Access.Caller;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers by signed token (JWT, RFC 7519 and 9068): of one issuer, for one audience, with an end. Signed by RSA or an elliptic curve with one of the issuer's keys,
 * whatever the token itself says of algorithms and keys. What it may: {@code scope} (words between spaces) or {@code scp} (a list or words), names nobody knows here left
 * out; {@code channel}: the only one it acts for; {@code sub}: who it is. Clocks may differ by {@value #SKEW_SECONDS} s.
 *
 * <p>Keys are read again every minute or five, and those that are known stay when that fails; a key that is gone ends its tokens. A token that was found good is not
 * checked again until it ends or keys have been read; {@value #REMEMBERED} of them are remembered. Safe on every thread.
 */
public final class Tokens {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final int SKEW_SECONDS = 60;
    private static final int REMEMBERED = 1_000;
    private static final long AGAIN_FILE_MILLIS = 60_000;
    private static final long AGAIN_ADDRESS_MILLIS = 300_000;
    private static final long AGAIN_FAILED_MILLIS = 10_000;
    private static final int MAX_CHANNEL_LENGTH = 128;
    /** No secret of both sides among them: who can check a token must not be able to make one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final TokenKeys source;
    private final String issuer;
    private final String audience;
    private final InstantSource clock;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Null: the keys could not be read yet. */
    private DefaultJWTProcessor<SecurityContext> processor;

    private record Known(Caller caller, Instant end) {}

    /** A token that does not let in; the message says why and may be shown to whoever presented it. */
    static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }

        RefusedException(String message, Exception cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the keys if they are in a file; those of an address come later.
     *
     * @param keys a file or an https address
     * @throws IllegalArgumentException naming {@code jwt.keys}: the file does not hold usable keys
     */
    public static Tokens of(String keys, String issuer, String audience) {
        try {
            Tokens tokens = new Tokens(TokenKeys.at(keys), issuer, audience, InstantSource.system());
            if (tokens.source.isFile()) {
                tokens.read();
            }
            return tokens;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("jwt.keys (ZAPAS_JWT_KEYS): " + e.getMessage(), e);
        }
    }

    Tokens(TokenKeys source, String issuer, String audience, InstantSource clock) {
        this.source = source;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    /** Whether this looks like a token, whoever may have made it. */
    static boolean isOne(String presented) {
        int first = presented.indexOf('.');
        return first > 0 && presented.indexOf('.', first + 1) > first;
    }

    /** Reads the keys, and reads them again and again until {@code vertx} is closed. Tells how it went the first time. */
    public Future<Void> watch(Vertx vertx) {
        return vertx.<Void>executeBlocking(() -> {
                    read();
                    return null;
                })
                .onFailure(e -> log.atWarn()
                        .addKeyValue("keys", source)
                        .addKeyValue("reason", e.getMessage())
                        .log("The keys of tokens cannot be read; those known stay"))
                .onComplete(done -> vertx.setTimer(
                        done.failed()
                                ? AGAIN_FAILED_MILLIS
                                : source.isFile() ? AGAIN_FILE_MILLIS : AGAIN_ADDRESS_MILLIS,
                        timer -> watch(vertx)));
    }

    /** Blocks. From then on these keys alone count. */
    void read() throws IOException {
        DefaultJWTProcessor<SecurityContext> next = processor(source.load());
        synchronized (known) {
            processor = next;
            known.clear();
        }
    }

    /** Who presents it. */
    Caller caller(String token) throws RefusedException {
        DefaultJWTProcessor<SecurityContext> present;
        synchronized (known) {
            Known before = known.get(token);
            if (before != null && clock.instant().isBefore(before.end)) {
                return before.caller;
            }
            present = processor;
        }
        if (present == null) {
            throw new RefusedException("The keys of its issuer could not be read yet; try again.");
        }
        try {
            JWTClaimsSet claims = present.process(token, null);
            Caller caller = new Caller(name(claims), scopes(claims), channel(claims));
            synchronized (known) {
                if (present == processor) {
                    known.put(
                            token,
                            new Known(
                                    caller,
                                    claims.getExpirationTime().toInstant().plusSeconds(SKEW_SECONDS)));
                }
            }
            return caller;
        } catch (ParseException e) {
            throw new RefusedException("It cannot be read as a signed token.", e);
        } catch (BadJOSEException | JOSEException e) {
            throw new RefusedException(e.getMessage() + ".", e);
        }
    }

    private DefaultJWTProcessor<SecurityContext> processor(JWKSet keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(SKEW_SECONDS);
        made.setJWTClaimsSetVerifier(claims);
        return made;
    }

    private static String name(JWTClaimsSet claims) {
        return claims.getSubject() == null ? "token" : claims.getSubject();
    }

    private static Set<String> scopes(JWTClaimsSet claims) {
        Set<String> scopes = new TreeSet<>();
        for (String claim : new String[] {"scope", "scp"}) {
            Object said = claims.getClaim(claim);
            if (said instanceof String words) {
                scopes.addAll(Arrays.asList(words.split(" ")));
            } else if (said instanceof Collection<?> list) {
                list.forEach(scope -> scopes.add(String.valueOf(scope)));
            }
        }
        Set<String> ours = new HashSet<>(scopes);
        ours.retainAll(Access.SCOPES);
        return Set.copyOf(ours);
    }

    private static String channel(JWTClaimsSet claims) throws RefusedException {
        Object channel = claims.getClaim("channel");
        if (channel == null
                || (channel instanceof String name && !name.isBlank() && name.length() <= MAX_CHANNEL_LENGTH)) {
            return (String) channel;
        }
        // Taken for one without, it would act for every channel.
        throw new RefusedException("Its claim channel must be a name of up to " + MAX_CHANNEL_LENGTH
                + " characters, was " + Objects.toString(channel));
    }
}
