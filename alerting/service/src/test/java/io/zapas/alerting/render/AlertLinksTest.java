package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertLinksTest {
    private static final Alert ONE = SampleAlerts.with(SampleAlerts.shortage(), Map.of("id", "01A"));
    private static final Alert HELD = SampleAlerts.with(ONE, Map.of("id", "held/x"));
    private final AlertLinks links = new AlertLinks(URI.create("https://zapas.example.com"));

    @Test
    void aNoticeLeadsToItsOnlyAlertAndOneOfSeveralToAll() {
        assertThat(links.to(ONE)).contains("https://zapas.example.com/#alert=01A");
        assertThat(links.to(notice(ONE))).contains("https://zapas.example.com/#alert=01A");
        assertThat(links.to(notice(ONE, HELD, HELD)))
                .as("the root cause is what the message is about")
                .contains("https://zapas.example.com/#alert=01A");
        assertThat(links.to(notice(ONE, SampleAlerts.with(ONE, Map.of("id", "01B")))))
                .contains("https://zapas.example.com");
        assertThat(links.to(HELD)).isEmpty();
    }

    @Test
    void anAlertHasAPathInFrontOfItsPlace() {
        assertThat(new AlertLinks(URI.create("https://shop.example:8443/zapas")).to(ONE))
                .contains("https://shop.example:8443/zapas#alert=01A");
        assertThat(new AlertLinks(URI.create("https://shop.example:8443")).to(ONE))
                .contains("https://shop.example:8443/#alert=01A");
    }

    @Test
    void withoutAnAddressThereAreNone() {
        AlertLinks none = new AlertLinks(null);
        assertThat(none.to(ONE)).isEmpty();
        assertThat(none.to(notice(ONE))).isEmpty();
    }

    private static Notice notice(Alert... alerts) {
        return new Notice("id", "g", 1, Notice.Kind.NEW, List.of(alerts));
    }
}
