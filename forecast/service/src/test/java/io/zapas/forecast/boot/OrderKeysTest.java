package io.zapas.forecast.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderKeysTest {
    @Test
    void eachClassHasAServiceLevel() {
        assertThat(OrderKeys.SERVICE_LEVEL.parser().apply(" C=80, A=99.5,B=95 "))
                .isEqualTo(Map.of("A", 0.995, "B", 0.95, "C", 0.80));
    }

    @Test
    void whatIsNoServiceLevelIsRefused() {
        for (String wrong :
                List.of("", "95", "A=98", "A=98,B=95", "A=98,B=95,C=90,D=1", "A=98,A=95,C=90", "A=98,B=x,C=90")) {
            assertThatThrownBy(() -> OrderKeys.SERVICE_LEVEL.parser().apply(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("A=98,B=95,C=90");
        }
        assertThatThrownBy(() -> OrderKeys.SERVICE_LEVEL.parser().apply("A=100,B=95,C=90"))
                .hasMessageContaining("50 to 99.9");
    }
}
