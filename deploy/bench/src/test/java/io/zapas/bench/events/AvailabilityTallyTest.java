package io.zapas.bench.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AvailabilityTallyTest {
    private final AvailabilityTally tally = new AvailabilityTally(2);

    @Test
    void countsChangesThatWereMergedIntoOneRecord() {
        tally.expect(sku -> 7);

        tally.add("SKU-0000000", document(5, 1));
        tally.add("SKU-0000000", document(7, 4));
        tally.add("SKU-0000001", document(7, 2));

        assertThat(tally.changes()).isEqualTo(6);
        assertThat(tally.complete()).isTrue();
    }

    @Test
    void isNotCompleteWhileOneSkuLacksItsFinalQuantity() {
        tally.expect(sku -> 7);

        tally.add("SKU-0000000", document(7, 1));
        tally.add("SKU-0000001", document(6, 1));

        assertThat(tally.complete()).isFalse();
        assertThat(tally.missing()).isEqualTo(1);
    }

    @Test
    void repetitionsOlderStatesAndStrangersCountNothing() {
        tally.expect(sku -> 7);
        tally.add("SKU-0000000", document(7, 3));

        tally.add("SKU-0000000", document(7, 3));
        tally.add("SKU-0000000", document(5, 2));
        tally.add("SKU-0000009", document(7, 1));
        tally.add("LED-E27-9W", document(7, 1));

        assertThat(tally.changes()).isEqualTo(3);
        assertThat(tally.missing()).isEqualTo(1);
    }

    @Test
    void anExpectationCountsWhatIsKnownAlready() {
        tally.add("SKU-0000000", document(8, 1));
        tally.add("SKU-0000001", document(8, 1));

        tally.expect(sku -> 8);

        assertThat(tally.complete()).isTrue();
    }

    @Test
    void refusesADocumentThatIsNoAvailability() {
        assertThatThrownBy(() -> tally.add("SKU-0000000", "{\"sku\":\"SKU-0000000\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version");
    }

    private static byte[] document(long onHand, long version) {
        return ("{\"available\":1,\"locations\":[{\"location\":\"WH1\",\"onHand\":" + onHand
                        + ",\"reserved\":0}],\"version\":" + version + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
