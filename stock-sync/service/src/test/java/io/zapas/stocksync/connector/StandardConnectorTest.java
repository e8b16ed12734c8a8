package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardConnectorTest {
    private static final byte[] KEY = "a key of some bytes".getBytes(StandardCharsets.UTF_8);
    private static final Wish ONE = new Wish("L-1", "KUB-350", 5, 7L);
    private static final Wish TWO = new Wish("L-2", null, 0, null);

    private final Bench bench = Bench.of(
            "account.standard.url", "{url}/stock",
            "account.standard.secret", "whsec_" + Base64.getEncoder().encodeToString(KEY),
            "account.standard.channel", "own-shop");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void sendsAndSigns() throws GeneralSecurityException {
        bench.system.text(204, "");

        assertThat(bench.push(ONE, TWO).refused()).isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /stock");
        assertThat(call.text())
                .isEqualTo(
                        "{\"channel\":\"own-shop\",\"items\":[{\"offerId\":\"L-1\",\"sku\":\"KUB-350\",\"quantity\":5},"
                                + "{\"offerId\":\"L-2\",\"quantity\":0}]}");
        assertThat(call.header("webhook-timestamp")).isEqualTo(Long.toString(Bench.NOW.getEpochSecond()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        String signed = call.header("webhook-id") + "." + call.header("webhook-timestamp") + "." + call.text();
        assertThat(call.header("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void everyMessageHasItsOwnId() {
        bench.system.text(200, "ok").text(200, "ok");
        bench.push(ONE);
        bench.push(ONE);

        assertThat(bench.system.asked().get(0).header("webhook-id"))
                .isNotEqualTo(bench.system.asked().get(1).header("webhook-id"));
    }

    @Test
    void whatItNamesIsRefused() {
        bench.system.json(200, "{'refused':{'L-2':'no such listing','L-9':'never sent'}}");

        assertThat(bench.push(ONE, TWO).refused()).containsExactly(entry("L-2", "no such listing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>login</html>", "{\"refused\":", "{\"refused\":[\"L-1\"]}"})
    void anAnswerThatCannotBeReadTakesNothing(String body) {
        bench.system.text(200, body);

        assertThat(bench.failure(ONE).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "").text(429, "", "Retry-After", "9");

        assertThat(bench.failure(ONE).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failure(ONE).kind()).isEqualTo(Kind.BUSY);
    }
}
