package io.zapas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

    @Test
    void fillsHeadersAndBodyAndCountsTheBody() {
        RequestTemplate template = RequestTemplate.post("/v1/reservations", "127.0.0.1:8080")
                .header("Idempotency-Key", "k-", 4, n -> n)
                .text("{\"orderId\":\"o-")
                .digits(5, n -> n * 2)
                .text("\",\"ttlSeconds\":")
                .number(6, n -> 30)
                .text("}")
                .build();

        assertThat(text(template, 42)).isEqualTo("""
                POST /v1/reservations HTTP/1.1\r
                Host: 127.0.0.1:8080\r
                Content-Type: application/json\r
                Idempotency-Key: k-0042\r
                Content-Length: 41\r
                \r
                {"orderId":"o-00084","ttlSeconds":    30}""");
        assertThat(text(template, 7)).contains("k-0007").contains("o-00014");
    }

    @Test
    void fillsThePathOfAGet() {
        RequestTemplate template = RequestTemplate.get("/v1/availability/SKU-", "h:1")
                .digits(3, n -> n)
                .build();

        assertThat(text(template, 5)).isEqualTo("GET /v1/availability/SKU-005 HTTP/1.1\r\nHost: h:1\r\n\r\n");
    }

    @Test
    void refusesANumberThatDoesNotFit() {
        RequestTemplate template =
                RequestTemplate.get("/", "h:1").digits(2, n -> n).build();

        assertThatThrownBy(() -> text(template, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100");
    }

    private static String text(RequestTemplate template, long number) {
        ByteBuffer bytes = ByteBuffer.allocate(template.maxBytes());
        template.write(number, bytes);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }
}
