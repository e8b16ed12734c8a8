package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.ReserveCommand.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Kits in kits that share components, and requests that mix kits with what they are made of (invariant 4). */
class NestedKitsIT {
    private static final List<String> SKUS = List.of("A", "B", "INNER", "OUTER");

    /** How much of A and of B one unit takes. */
    private static Map<String, int[]> recipes(int innerA, int innerB, int outerInner, int outerA) {
        Map<String, int[]> recipes = new TreeMap<>();
        recipes.put("A", new int[] {1, 0});
        recipes.put("B", new int[] {0, 1});
        recipes.put("INNER", new int[] {innerA, innerB});
        recipes.put("OUTER", new int[] {outerInner * innerA + outerA, outerInner * innerB});
        return recipes;
    }

    private static int countedOut(int[] recipe, int ofA, int ofB) {
        int kits = 0;
        while ((kits + 1) * recipe[0] <= ofA && (kits + 1) * recipe[1] <= ofB) {
            kits++;
        }
        return kits;
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void whatIsShownCanBeCountedOutAndLinesAreSummedPerComponent(
            @ForAll @IntRange(max = 30) int ofA,
            @ForAll @IntRange(max = 30) int ofB,
            @ForAll @IntRange(min = 1, max = 3) int innerA,
            @ForAll @IntRange(min = 1, max = 3) int innerB,
            @ForAll @IntRange(min = 1, max = 3) int outerInner,
            @ForAll @IntRange(min = 1, max = 3) int outerA,
            @ForAll @Size(4) List<@IntRange(max = 6) Integer> wanted,
            @ForAll Random random) {
        Shop shop = new Shop();
        shop.tickTo(10);
        shop.level("A", "WAW", ofA, 1);
        shop.level("B", "WAW", ofB, 1);
        shop.apply(
                "erp",
                Shop.second(2),
                Shop.product("INNER", null, null, new KitComponent("A", innerA), new KitComponent("B", innerB)));
        shop.apply(
                "erp",
                Shop.second(2),
                Shop.product(
                        "OUTER", null, null, new KitComponent("INNER", outerInner), new KitComponent("A", outerA)));
        Map<String, int[]> recipes = recipes(innerA, innerB, outerInner, outerA);
        SKUS.forEach(sku -> assertThat(shop.available(sku)).as(sku).isEqualTo(countedOut(recipes.get(sku), ofA, ofB)));

        int needA = 0;
        int needB = 0;
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < SKUS.size(); i++) {
            int units = wanted.get(i);
            needA += units * recipes.get(SKUS.get(i))[0];
            needB += units * recipes.get(SKUS.get(i))[1];
            if (units > 0) {
                lines.add(new Line(SKUS.get(i), units));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        Collections.shuffle(lines, random);
        ReservationOutcome outcome = shop.reserve(shop.request("o1", "k", false, lines.toArray(Line[]::new)));
        boolean fits = needA <= ofA && needB <= ofB;
        assertThat(outcome).isInstanceOf(fits ? Done.class : Insufficient.class);
        assertThat(shop.available("A")).isEqualTo(fits ? ofA - needA : ofA);
        assertThat(shop.available("B")).isEqualTo(fits ? ofB - needB : ofB);
    }

    /** One request with two lines is granted no more than two requests with one. */
    @Example
    void aLineSeesWhatTheLinesBeforeItTook() {
        Shop shop = new Shop();
        shop.tickTo(10);
        shop.level("A", "WAW", 10, 1);
        shop.apply(
                "erp", Shop.second(2), Shop.product("A", null, Map.of("vip", new ChannelRule(null, null, null, 6L))));
        shop.apply("erp", Shop.second(2), Shop.product("0-KIT", null, null, new KitComponent("A", 2)));
        assertThat(shop.reserve(shop.request("o1", "k1", false, new Line("0-KIT", 1), new Line("A", 3))))
                .isInstanceOf(Insufficient.class);
        assertThat(shop.reserve(shop.request("o1", "k2", false, new Line("0-KIT", 1), new Line("A", 2))))
                .isInstanceOf(Done.class);
    }
}
