package io.zapas.alerting.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.alerting.render.SampleAlerts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PageProperties {
    private static final Severity[] SEVERITIES = Severity.values();

    @Property(tries = 200)
    void aPageIsTheBeginOfTheWholeListInOrder(
            @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> amounts,
            @ForAll @IntRange(min = 1, max = 70) int limit) {
        List<Alert> all = new ArrayList<>();
        for (int amount : amounts) {
            Alert alert = SampleAlerts.alert(
                    Alert.Type.SHORTAGE,
                    SEVERITIES[amount % SEVERITIES.length],
                    Map.of(),
                    1.0 * amount,
                    amount % 5 == 0 ? null : "10.00");
            all.add(SampleAlerts.with(alert, Map.of("id", "A" + all.size())));
        }
        Predicate<Alert> wanted = alert -> alert.lostUnits() != 7;
        List<Alert> whole =
                all.stream().filter(wanted).sorted(AlertOrder.MOST_URGENT_FIRST).toList();

        Page page = Page.first(all, wanted, limit);

        assertThat(page.total()).isEqualTo(whole.size());
        assertThat(page.items()).isEqualTo(whole.subList(0, Math.min(limit, whole.size())));
    }
}
