package io.zapas.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.demo.shop.Article.Role;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final long SEED = 7;
    private final Catalogue catalogue = Catalogue.make(SEED, 2.0);

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(Catalogue.make(SEED, 2.0).articles()).isEqualTo(catalogue.articles());
        assertThat(Catalogue.make(SEED + 1, 2.0).articles()).isNotEqualTo(catalogue.articles());
    }

    @Test
    void hasAboutThreeHundredArticlesWithDistinctNamesAndValidNumbers() {
        List<Article> articles = catalogue.articles();
        assertThat(articles).hasSizeBetween(280, 320);
        assertThat(articles).extracting(Article::sku).doesNotHaveDuplicates();
        assertThat(articles).extracting(article -> article.product().name()).doesNotHaveDuplicates();
        assertThat(articles)
                .extracting(article -> article.product().ean())
                .doesNotHaveDuplicates()
                .allMatch(Ean13::valid);
        assertThat(articles).allSatisfy(article -> assertThat(article.product().name())
                .hasSizeLessThan(128)
                .doesNotContain("{", "|"));
        assertThat(articles)
                .flatExtracting(article -> article.offers().values())
                .doesNotHaveDuplicates();
    }

    @Test
    void sellsAboveCostAndBuysInWholeMultiples() {
        assertThat(catalogue.goods()).allSatisfy(article -> {
            assertThat(article.product().price())
                    .isGreaterThan(article.product().unitCost());
            assertThat(article.product().moq() % article.product().orderMultiple())
                    .isZero();
            assertThat(article.product().owner()).isNotBlank();
        });
    }

    @Test
    void hasSomethingForEveryRole() {
        assertThat(catalogue.withRole(Role.SELLS_OUT)).hasSize(1);
        assertThat(catalogue.withRole(Role.SHORT)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(catalogue.withRole(Role.CAMPAIGN)).hasSize(3);
        assertThat(catalogue.withRole(Role.STUCK)).isNotEmpty();
        assertThat(catalogue.withRole(Role.DISCONTINUED)).hasSize(1);
        assertThat(catalogue.kits()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void dailyVolumeMatchesThePaceOfTradeAndFewArticlesMakeMostOfIt() {
        double total =
                catalogue.goods().stream().mapToDouble(Article::dailyUnits).sum();
        double traded = 2.0 * Catalogue.UNITS_PER_ORDER * (1 - Trade.LOST_SHARE) * 86_400;
        assertThat(total).isCloseTo(traded, within(traded * 0.01));
        double best = catalogue.goods().stream()
                .mapToDouble(Article::dailyUnits)
                .boxed()
                .sorted((a, b) -> Double.compare(b, a))
                .limit(60)
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(best / total).isGreaterThan(0.6);
    }

    @Test
    void demandHasAWeeklySeasonAndIsTheSameForTheSameDay() {
        Demand demand = new Demand(SEED);
        Article article = catalogue.goods().stream()
                .max((a, b) -> Double.compare(a.dailyUnits(), b.dailyUnits()))
                .orElseThrow();
        double mondays = 0;
        double saturdays = 0;
        for (int week = 0; week < 20; week++) {
            LocalDate monday = LocalDate.of(2026, 3, 2).plusWeeks(week);
            mondays += demand.units(article, monday);
            saturdays += demand.units(article, monday.plusDays(5));
        }
        assertThat(mondays).isGreaterThan(saturdays * 1.15);
        LocalDate day = LocalDate.of(2026, 3, 4);
        assertThat(new Demand(SEED).units(article, day)).isEqualTo(demand.units(article, day));
    }

    @Test
    void checkDigitIsTheOneOfTheStandard() {
        assertThat(Ean13.valid("4006381333931")).isTrue();
        assertThat(Ean13.valid("4006381333932")).isFalse();
        assertThat(Ean13.valid("400638133393")).isFalse();
        assertThat(Ean13.inStore(0)).isEqualTo("2900000000001");
    }
}
