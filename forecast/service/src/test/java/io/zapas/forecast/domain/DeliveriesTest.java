package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    private static Delivery took(double days, Double stated) {
        return new Delivery(AT, days, stated, 0, false);
    }

    private static Deliveries took(Double stated, double... days) {
        List<Delivery> seen = new ArrayList<>();
        for (double one : days) {
            seen.add(took(one, stated));
        }
        return new Deliveries(seen);
    }

    @Test
    void withoutDeliveriesTheLeadTimeIsAsStated() {
        LeadTime leadTime = Deliveries.NONE.leadTime(12.0, 3.0);
        assertThat(leadTime.meanDays()).isEqualTo(12);
        assertThat(leadTime.sdDays()).isCloseTo(3, within(0.25));
        assertThat(leadTime.wholeDays()).isEqualTo(12);
        assertThat(Deliveries.NONE.leadTime(12.0, 0.0).sdDays()).isZero();
        assertThat(Deliveries.NONE.leadTime(null, 3.0)).isNull();
    }

    @Test
    void aMeanAloneIsNotTakenForCertain() {
        assertThat(Deliveries.NONE.leadTime(20.0, null).sdDays()).isCloseTo(5, within(0.5));
    }

    @Test
    void oneDeliveryMovesTheStatedLeadTimeAFifthOfTheWay() {
        assertThat(new Deliveries(List.of(took(20, 10.0))).leadTime(10.0, 2.0).meanDays())
                .isCloseTo(10 + 10.0 / 5, within(0.05));
    }

    @Test
    void manyDeliveriesReplaceWhatIsStated() {
        double[] always = new double[60];
        java.util.Arrays.fill(always, 18);
        LeadTime leadTime = took(10.0, always).leadTime(10.0, 2.0);
        assertThat(leadTime.meanDays()).isBetween(16.5, 18.0);
        assertThat(leadTime.deliveries()).isEqualTo(60);
    }

    /** Learnt from products that take 60 days, applied to one that takes 10: the supplier is five days late, not 55. */
    @Test
    void aSupplierIsLateAgainstWhatEachProductStates() {
        assertThat(took(60.0, 65, 65, 65, 65, 65, 65, 65, 65)
                        .leadTime(10.0, 1.0)
                        .meanDays())
                .isBetween(12.5, 15.0);
    }

    @Test
    void whereNothingIsStatedTheDeliveriesAloneTell() {
        LeadTime leadTime = took((Double) null, 8, 8, 9, 7).leadTime(null, null);
        assertThat(leadTime.meanDays()).isCloseTo(8, within(0.1));
        assertThat(leadTime.sdDays()).isBetween(0.8, 2.5);
    }

    @Test
    void theNewestDeliveriesWeighMost() {
        double[] improving = new double[40];
        for (int i = 0; i < improving.length; i++) {
            improving[i] = i < 20 ? 20 : 10;
        }
        double[] worsening = improving.clone();
        for (int i = 0; i < worsening.length; i++) {
            worsening[i] = improving[improving.length - 1 - i];
        }
        assertThat(took(15.0, improving).leadTime(15.0, 1.0).meanDays())
                .isLessThan(took(15.0, worsening).leadTime(15.0, 1.0).meanDays() - 1);
    }

    /** Two of ten deliveries take 40 days instead of 10: a normal distribution with that mean and deviation would put 90 % near 31. */
    @Test
    void theRareLateDeliveryStaysRareAndLate() {
        List<Delivery> seen = new ArrayList<>(Collections.nCopies(40, took(10, 10.0)));
        for (int i = 4; i < 40; i += 5) {
            seen.set(i, took(40, 10.0));
        }
        LeadTime leadTime = new Deliveries(seen).leadTime(10.0, 0.0);
        assertThat(leadTime.mixed(days -> days > 30 ? 1 : 0)).isCloseTo(0.2, within(0.05));
        assertThat(leadTime.mixed(days -> days > 11 && days < 39 ? 1 : 0)).isZero();
        assertThat(leadTime.p90Days()).isEqualTo(40);
    }

    @Test
    void confirmedDaysAreBelievedUntilDeliveriesTellOtherwise() {
        assertThat(Deliveries.NONE.delays(true, 3.0, 7)).containsOnly(0);
        assertThat(Deliveries.NONE.delays(false, 3.0, 7)).hasSize(7);
        List<Delivery> late = Collections.nCopies(20, new Delivery(AT, 10, 10.0, 4, true));
        assertThat(new Deliveries(late).delays(true, 3.0, 7)[3]).isEqualTo(4);
        double[] unconfirmed = new Deliveries(late).delays(false, 3.0, 7);
        assertThat(unconfirmed[3]).isBetween(-1.0, 1.0);
    }
}
