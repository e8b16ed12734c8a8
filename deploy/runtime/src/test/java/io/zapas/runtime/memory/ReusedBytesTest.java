package io.zapas.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReusedBytesTest {
    private final ReusedBytes bytes = new ReusedBytes();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void holdsWhatWasPutLastWhateverItsLength() {
        assertThat(bytes.isEmpty()).isTrue();
        for (String text : new String[] {"zapas", "z", "", "x".repeat(1_000), "zapasy"}) {
            bytes.put(text(text));
            assertThat(bytes.get()).isEqualTo(text(text));
            assertThat(bytes.same(text(text))).isTrue();
            assertThat(bytes.same(text(text + "?"))).isFalse();
            assertThat(bytes.isEmpty()).isEqualTo(text.isEmpty());
        }
        assertThat(bytes.endsWith(text("sy"))).isTrue();
        assertThat(bytes.endsWith(text("s"))).isFalse();
        assertThat(bytes.endsWith(text("!zapasy"))).isFalse();
    }

    @Test
    void growsOnlyForWhatIsLonger() {
        int grown = bytes.put(text("x".repeat(100)));
        assertThat(grown).isEqualTo(bytes.capacity()).isGreaterThanOrEqualTo(100);
        assertThat(bytes.put(text("y".repeat(100)))).isZero();
        assertThat(bytes.put(text("y"))).isZero();
        bytes.clear();
        assertThat(bytes.isEmpty()).isTrue();
        assertThat(bytes.capacity()).isEqualTo(grown);
        assertThat(bytes.put(text("z".repeat(1_000)))).isEqualTo(bytes.capacity() - grown);
    }

    @Test
    void whatWasGotIsNotWrittenOver() {
        bytes.put(text("first"));
        byte[] got = bytes.get();
        bytes.put(text("other"));
        assertThat(got).isEqualTo(text("first"));
    }
}
