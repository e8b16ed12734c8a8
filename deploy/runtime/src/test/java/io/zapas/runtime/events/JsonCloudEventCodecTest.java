package io.zapas.runtime.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCloudEventCodecTest {
    private static final Instant NOW = Instant.parse("2026-11-22T07:30:00Z");
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/erp\",\"type\":\"stock.level\",\"data\":{\"sku\":\"Żarówka\"}}";

    private final CloudEventCodec codec = new JsonCloudEventCodec();

    @Test
    void aStructuredEventIsRead() {
        InboundEvent event =
                http("application/cloudevents+json; charset=utf-8", EVENT).get(0);
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.data().get("sku").textValue()).isEqualTo("Żarówka");
    }

    @Test
    void aBinaryEventIsReadWithPercentEncodedAttributes() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Type", "application/json")
                .add("ce-specversion", "1.0")
                .add("ce-id", "1")
                .add("ce-source", "/erp")
                .add("ce-type", "stock.level")
                .add("ce-subject", "LED-1")
                .add("ce-time", "2026-11-22T08:30:00+01:00");
        InboundEvent event =
                codec.fromHttp(headers, bytes("{\"sku\":\"A\"}"), NOW).get(0);
        assertThat(event.subject()).isEqualTo("LED-1");
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.data().get("sku").textValue()).isEqualTo("A");
    }

    @Test
    void theBrokenEventOfABatchIsNamedByItsPlace() {
        assertThat(http("application/cloudevents-batch+json", "[" + EVENT + "," + EVENT + "]"))
                .hasSize(2);
        assertThat(http("application/cloudevents-batch+json", "[]")).isEmpty();
        assertThatThrownBy(() -> http(
                        "application/cloudevents-batch+json",
                        "[" + EVENT + "," + EVENT.replace("\"id\":\"1\",", "") + "]"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessage("[1].id: is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"id\":\"1\",' | '' | id",
                "'\"id\":\"1\"' | '\"id\":\" \"' | id",
                "'\"id\":\"1\"' | '\"id\":7' | id",
                "'\"source\":\"/erp\",' | '' | source",
                "'\"type\":\"stock.level\",' | '' | type",
                "'\"1.0\"' | '\"0.3\"' | specversion",
                "'\"id\":\"1\"' | '\"id\":\"1\",\"time\":\"yesterday\"' | time",
                "'{\"sku\":\"Żarówka\"}' | '[1]' | data",
                "'{\"sku\":\"Żarówka\"}' | 'null' | data",
            })
    void aWrongAttributeIsNamed(String part, String replacement, String field) {
        assertThatThrownBy(() -> http("application/cloudevents+json", EVENT.replace(part, replacement)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "7", "null", "\"x\"", "{\"specversion\":"})
    void aBodyThatIsNoEventIsRefused(String body) {
        assertThatThrownBy(() -> http("application/cloudevents+json", body)).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() ->
                        codec.fromKafka(kafka(Map.of("content-type", "application/cloudevents+json"), bytes(body))))
                .isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> codec.fromKafka(kafka(Map.of(), bytes(body))))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void aBodyNestedTooDeepIsRefusedWithoutHarm() {
        assertThatThrownBy(() -> http("application/cloudevents+json", "[".repeat(100_000)))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void aTombstoneIsRefused() {
        assertThatThrownBy(() -> codec.fromKafka(kafka(Map.of(), null))).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void aForeignContentTypeIsNamed() {
        assertThatThrownBy(() -> http("text/plain", EVENT)).hasMessageStartingWith("Content-Type: ");
    }

    @Test
    void bothKafkaModesAreRead() {
        assertThat(codec.fromKafka(kafka(Map.of("content-type", "application/cloudevents+json"), bytes(EVENT)))
                        .id())
                .isEqualTo("1");
        InboundEvent event = http("application/cloudevents+json", EVENT).get(0);
        InboundEvent again = codec.fromKafka(
                kafka(codec.kafkaHeaders(event), bytes(event.data().toString())));
        assertThat(again).isEqualTo(event);
    }

    /** With an extension, which takes the long way, as without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/erp",
                "erp",
                "/a/b-c_d.e/7",
                "urn:erp:1",
                "https://erp.example/a?b=c",
                "//",
                "//erp/x",
                "1:x",
                "a b",
                "ż",
                "/a%2"
            })
    void bothWaysToReadAnEventSayTheSame(String source) {
        for (String more : List.of(
                "",
                ",\"time\":\"2026-11-22T08:30:00.5+01:00\",\"subject\":\"A\"",
                ",\"subject\":null",
                ",\"datacontenttype\":\"application/json\"")) {
            String event = EVENT.replace("\"/erp\"", "\"" + source + "\"" + more);
            String extended = event.replace("\"id\"", "\"traceparent\":\"00-1\",\"id\"");
            assertThat(outcome(event)).isEqualTo(outcome(extended));
            Map<String, String> headers = Map.of(
                    "ce_specversion",
                    "1.0",
                    "ce_id",
                    "1",
                    "ce_source",
                    source,
                    "ce_type",
                    "stock.level",
                    "content-type",
                    "application/json");
            Map<String, String> extendedHeaders = new HashMap<>(headers);
            extendedHeaders.put("ce_traceparent", "00-1");
            assertThat(outcome(() -> codec.fromKafka(kafka(headers, bytes("{\"sku\":\"A\"}")))))
                    .isEqualTo(outcome(() -> codec.fromKafka(kafka(extendedHeaders, bytes("{\"sku\":\"A\"}")))));
        }
    }

    private Object outcome(String event) {
        return outcome(
                () -> codec.fromKafka(kafka(Map.of("content-type", "application/cloudevents+json"), bytes(event))));
    }

    private static Object outcome(Supplier<InboundEvent> reader) {
        try {
            return reader.get();
        } catch (InvalidFieldException e) {
            return e.getMessage();
        }
    }

    private List<InboundEvent> http(String contentType, String body) {
        return codec.fromHttp(MultiMap.caseInsensitiveMultiMap().add("Content-Type", contentType), bytes(body), NOW);
    }

    private static ConsumerRecord<String, byte[]> kafka(Map<String, String> headers, byte[] value) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, bytes(text)));
        return new ConsumerRecord<>(
                "erp.events",
                0,
                0,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                "A",
                value,
                all,
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
