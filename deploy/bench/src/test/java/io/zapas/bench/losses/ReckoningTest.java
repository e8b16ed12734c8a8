package io.zapas.bench.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.bench.losses.Customer.Sale;
import io.zapas.bench.losses.Reckoning.Units;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReckoningTest {
    private static final Sale HELD = new Sale("r-1", 7, "HELD");
    private static final Sale CONFIRMED = new Sale("r-2", 7, "CONFIRMED");
    private static final Sale RELEASED = new Sale("r-3", 7, "RELEASED");
    private static final Reckoning RECKONING =
            Reckoning.of(Map.of(7, 100L, 8, 50L), List.of(HELD, CONFIRMED, RELEASED), Map.of(7, 3L));

    @Test
    void whatWasAcknowledgedAddsUp() {
        assertThat(RECKONING.wrong(7, new Units(103, 2))).isEmpty();
        assertThat(RECKONING.wrong(8, new Units(50, 0))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"102,2", "104,2", "103,1", "103,3", "0,0"})
    void aUnitTooFewOrTooManyIsFound(long onHand, long reserved) {
        assertThat(RECKONING.wrong(7, new Units(onHand, reserved)))
                .hasValueSatisfying(text -> assertThat(text).contains("103 on hand and 2 reserved"));
    }

    @Test
    void aReservationThatIsGoneOrInAnotherStateIsFound() {
        assertThat(Reckoning.wrong(CONFIRMED, 200, "CONFIRMED")).isEmpty();
        assertThat(Reckoning.wrong(CONFIRMED, 200, "HELD")).isPresent();
        assertThat(Reckoning.wrong(CONFIRMED, 404, "")).isPresent();
        assertThat(Reckoning.wrong(CONFIRMED, 404, "CONFIRMED")).isPresent();
    }

    @Test
    void oneIdForTwoOrdersIsFound() {
        Map<Integer, Long> first = Map.of(7, 100L);
        List<Sale> twice = List.of(HELD, new Sale("r-1", 7, "HELD"));
        assertThatThrownBy(() -> Reckoning.of(first, twice, Map.of())).hasMessageContaining("r-1");
    }
}
