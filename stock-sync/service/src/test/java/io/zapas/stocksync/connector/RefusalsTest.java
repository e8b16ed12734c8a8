package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.Words;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void wordsAreOneLineOfAtMost200Characters() {
        assertThat(Words.clean(" a\r\n\tb\u2028 c\u0000 ")).isEqualTo("a b c");
        assertThat(Words.clean("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Words.clean("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
    }

    @Test
    void noCharacterIsCutInHalf() {
        String cut = Words.clean("x".repeat(198) + "😀😀");

        assertThat(cut).isEqualTo("x".repeat(198) + "…");
    }

    @Test
    void noWordsAreSaidToBeNone() {
        assertThat(Words.clean(null)).isEqualTo("refused without a reason");
        assertThat(Words.clean(" \n ")).isEqualTo("refused without a reason");
    }

    @Test
    void whatWasSaidFirstStands() {
        Refusals refusals = new Refusals();
        assertThat(refusals.pushed()).isSameAs(Pushed.ALL);
        refusals.refuse("1", "first");
        refusals.refuse("1", "second");

        assertThat(refusals.pushed().refused()).containsExactly(entry("1", "first"));
    }

    @Test
    void whatNobodyAnsweredIsKnownAsSuch() {
        Refusals refusals = new Refusals();
        refusals.refuse("1", "no");
        refusals.unanswered(new Wish("1", "A", 1, null), "not heard of");
        refusals.unanswered(new Wish("2", "B", 1, null), "not heard of");
        Refusals all = new Refusals();
        all.refuse("2", "no");
        all.add(refusals.pushed());

        assertThat(refusals.pushed().unknown()).containsExactly("2");
        assertThat(all.pushed().refused()).containsEntry("1", "no").containsEntry("2", "no");
        assertThat(all.pushed().unknown()).isEmpty();
        Refusals more = new Refusals();
        more.add(refusals.pushed());
        assertThat(more.pushed().unknown()).containsExactly("2");
    }
}
