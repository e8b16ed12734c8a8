package io.zapas.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IsoInstantsProperties {

    /** Seconds that come again, of any year there is, and fractions of every length. */
    @Provide
    Arbitrary<Instant> instants() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.of(0L, -1L, 1_795_819_200L, 253_402_300_800L),
                Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 999).map(millis -> millis * 1_000_000),
                Arbitraries.integers().between(0, 999_999_999));
        return seconds.flatMap(second -> nanos.map(nano -> Instant.ofEpochSecond(second, nano)));
    }

    @Property
    void isWhatTheInstantSaysOfItself(@ForAll("instants") Instant instant) {
        assertThat(IsoInstants.text(instant)).isEqualTo(instant.toString());
        assertThat(Json.text(instant)).isEqualTo('"' + instant.toString() + '"');
        assertThat(Json.read(Json.bytes(instant), Instant.class)).isEqualTo(instant);
    }
}
