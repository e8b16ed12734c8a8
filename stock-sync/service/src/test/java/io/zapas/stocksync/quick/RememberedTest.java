package io.zapas.stocksync.quick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final int SKU_BYTES = 64;
    private final Remembered remembered = new Remembered(3 * SKU_BYTES);

    private static PlainSku written(String name, String nonce) {
        try {
            PlainSku sku = PlainSku.read(name, null);
            sku.write(new Packing(), nonce);
            assertThat(sku.written()).hasSizeLessThanOrEqualTo(SKU_BYTES);
            return sku;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(boolean crowdsOut, String... names) {
        for (String name : names) {
            remembered.keep(List.of(written(name, name)), crowdsOut);
        }
    }

    /** Takes those that are known, and tells which. */
    private List<String> taken(String... names) {
        List<String> unknown = new ArrayList<>(List.of(names));
        remembered.take(unknown, new Ground("", 0, Map.of()));
        List<String> taken = new ArrayList<>(List.of(names));
        taken.removeAll(unknown);
        return taken;
    }

    @Test
    void whatIsTakenIsGoneUntilItIsBroughtBack() {
        keep(true, "a");
        Ground ground = new Ground("", 0, Map.of());
        remembered.take(new ArrayList<>(List.of("a")), ground);
        assertThat(ground.sku("a").mark()).isEqualTo("1~a:");
        assertThat(taken("a")).isEmpty();
        remembered.keep(List.of(written("a", "b")), false);
        Ground later = new Ground("", 0, Map.of());
        remembered.take(new ArrayList<>(List.of("a")), later);
        assertThat(later.sku("a").mark()).isEqualTo("1~b:");
    }

    @Test
    void thoseKnownLongestGoWhereOthersCrowdThemOut() {
        keep(true, "a", "b", "c", "d");
        assertThat(taken("a", "b", "c", "d")).containsExactly("b", "c", "d");
    }

    @Test
    void aFeedLongerThanThereIsRoomLeavesThoseThatAreKnown() {
        keep(false, "a", "b", "c", "d");
        keep(false, IntStream.range(0, 100).mapToObj(i -> "x" + i).toArray(String[]::new));
        assertThat(taken("a", "b", "c", "d")).containsExactly("a", "b", "c");
        keep(false, "a");
        assertThat(taken("a")).containsExactly("a");
    }

    @Test
    void whatIsDroppedMakesRoom() {
        keep(false, "a", "b", "c");
        remembered.drop(List.of("b", "never known"));
        keep(false, "d");
        assertThat(taken("a", "b", "c", "d")).containsExactly("a", "c", "d");
        remembered.clear();
        keep(false, "a", "b", "c");
        assertThat(taken("a", "b", "c")).hasSize(3);
    }
}
