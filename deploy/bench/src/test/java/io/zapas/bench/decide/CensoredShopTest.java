package io.zapas.bench.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zapas.bench.decide.Shop.Outcome;
import io.zapas.bench.decide.Shop.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What scores of forecasts do not show: a shop that has run out must not be talked out of ordering. Needs the evaluation data beside the checkout. */
class CensoredShopTest {
    private static final long SEED = 42;
    private static final int SERIES = 24;
    private static final int DAYS = 182;
    private static final int LEAST_DAYS = 2 * DAYS;

    @Test
    void aShopThatRanOutGoesOnServingWhatIsAsked() throws IOException {
        Path shared = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"));
        Path seen = shared.resolve("data/m5_foods3_tx3_censored.csv.gz");
        assumeTrue(Files.exists(seen), "no evaluation data at " + seen + ": orders on censored data are not judged");
        Map<String, Series> truth = Series.read(shared.resolve("data/m5_foods3_tx3_daily.csv.gz")).stream()
                .collect(Collectors.toMap(Series::id, Function.identity()));
        List<Series> all = new ArrayList<>(Series.read(seen).stream()
                .map(one -> one.withDemandOf(truth.get(one.id())))
                .filter(Objects::nonNull)
                .filter(one -> one.days() >= LEAST_DAYS)
                .toList());
        Collections.shuffle(all, new Random(SEED));
        Outcome outcome = Decisions.outcome(
                all.subList(0, SERIES), new Setting(DAYS, 7, 12, 4, 0, SEED), new Rules(all, DAYS).suggestions(0.95));
        // 96.7 % of demand from 22.3 days of stock; a forecast that follows falling sales to nothing served 91.7 % from
        // 20.2.
        assertThat(outcome.sold / outcome.demand).isGreaterThan(0.95);
        assertThat(outcome.stock / outcome.demand).isLessThan(22.5);
    }
}
