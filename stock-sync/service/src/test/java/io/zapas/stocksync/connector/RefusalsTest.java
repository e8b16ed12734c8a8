package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void wordsAreOneLineOfAtMost200Characters() {
        assertThat(Refusals.clean(" a\r\n\tb\u2028 c\u0000 ")).isEqualTo("a b c");
        assertThat(Refusals.clean("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Refusals.clean("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
    }

    @Test
    void noCharacterIsCutInHalf() {
        String cut = Refusals.clean("x".repeat(198) + "😀😀");

        assertThat(cut).isEqualTo("x".repeat(198) + "…");
    }

    @Test
    void noWordsAreSaidToBeNone() {
        assertThat(Refusals.clean(null)).isEqualTo("refused without a reason");
        assertThat(Refusals.clean(" \n ")).isEqualTo("refused without a reason");
    }

    @Test
    void whatWasSaidFirstStands() {
        Refusals refusals = new Refusals();
        assertThat(refusals.pushed()).isSameAs(Pushed.ALL);
        refusals.refuse("1", "first");
        refusals.refuse("1", "second");

        assertThat(refusals.pushed().refused()).containsExactly(entry("1", "first"));
    }
}
