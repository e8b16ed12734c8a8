package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KauflandConnectorTest {
    private final Bench bench = bench("hex");

    private static Bench bench(String signature, String... more) {
        String[] keys = {
            "account.kaufland.url", "{url}/v2",
            "account.kaufland.client-key", "client-1",
            "account.kaufland.secret-key", "hush",
            "account.kaufland.storefront", "pl",
            "account.kaufland.signature", signature
        };
        String[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return Bench.of(all);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static byte[] signature(Bench bench, Asked call) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("hush".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = "POST\n" + bench.system.url() + "/v2/units/bulk?storefront=pl\n" + call.text() + "\n"
                + Bench.NOW.getEpochSecond();
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void setsUnitsAndSigns() throws GeneralSecurityException {
        bench.system.json(
                207,
                "{'data':[{'id_unit':390004511001,'status_code':200,'unit':{}},{'id_unit':390004511002,'status_code':200}]}");

        assertThat(bench.push(wish("390004511001", 9), wish("390004511002", 0)).refused())
                .isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /v2/units/bulk?storefront=pl");
        assertThat(call.text())
                .isEqualTo("[{\"id_unit\":390004511001,\"unit_data\":{\"amount\":9}},"
                        + "{\"id_unit\":390004511002,\"unit_data\":{\"amount\":0}}]");
        assertThat(call.header("Shop-Client-Key")).isEqualTo("client-1");
        assertThat(call.header("Shop-Timestamp")).isEqualTo(Long.toString(Bench.NOW.getEpochSecond()));
        assertThat(call.header("Shop-Signature")).isEqualTo(HexFormat.of().formatHex(signature(bench, call)));
        assertThat(call.header("User-Agent")).isNotBlank();
    }

    @Test
    void signaturesMayBeBase64AndAWarehouseNamed() throws GeneralSecurityException {
        try (Bench other = bench("base64", "account.kaufland.warehouse", "77")) {
            other.system.json(207, "{'data':[{'id_unit':1,'status_code':200}]}");
            other.push(wish("1", 2));

            Asked call = other.system.only();
            assertThat(call.text()).isEqualTo("[{\"id_unit\":1,\"unit_data\":{\"amount\":2,\"id_warehouse\":77}}]");
            assertThat(call.header("Shop-Signature"))
                    .isEqualTo(Base64.getEncoder().encodeToString(signature(other, call)));
        }
    }

    @Test
    void everyRowHasItsOwnStatus() {
        bench.system.json(
                207,
                "{'data':[{'id_unit':1,'status_code':400,'message':'Wrong value.','errors':[{'field':'amount','message':'too high'}]},"
                        + "{'id_unit':2,'status_code':200},{'id_unit':3,'status_code':500,'key':'x','message':'Internal'}]}");

        assertThat(bench.push(wish("1", 1), wish("2", 1), wish("3", 1), wish("4", 1))
                        .refused())
                .containsOnly(
                        entry("1", "Wrong value.; too high"),
                        entry("3", "Internal"),
                        entry("4", "Kaufland's answer does not name the unit"));
    }

    @Test
    void theCallAsAWhole() {
        bench.system.json(400, "{'message':'Duplicate units','errors':[]}");
        AccountException whole = bench.failure(wish("1", 1));
        assertThat(whole.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(whole).hasMessageContaining("Duplicate units");

        bench.system.json(401, "{'message':'signature'}");
        assertThat(bench.failure(wish("1", 1)).kind()).isEqualTo(Kind.DENIED);

        bench.system.text(429, "", "Retry-After", "2");
        assertThat(bench.failure(wish("1", 1)).kind()).isEqualTo(Kind.BUSY);
    }
}
