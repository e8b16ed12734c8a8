package io.zapas.alerting.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertDesk;
import io.zapas.alerting.domain.AlertLife;
import io.zapas.alerting.domain.Command;
import io.zapas.alerting.domain.DeskPolicy;
import io.zapas.alerting.domain.LifePolicy;
import io.zapas.alerting.domain.Tracked;
import io.zapas.alerting.render.Titles;
import io.zapas.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    /** As version 0.1.0 stored it. */
    private static final String OLD = """
            {"kind":"alert","id":"01A","fingerprint":"sh:1","rev":4,"type":"SHORTAGE","severity":"HIGH","condition":"FIRING","handling":"ACKNOWLEDGED",
            "sku":"LED","name":"LED","title":"Brak: LED","owner":"anna.k","group":"g","openedAt":"2026-11-20T08:00:00Z","updatedAt":"2026-11-20T09:00:00Z",
            "facts":{"available":3},"handledBy":"anna.k","note":"dzwonię","history":[{"at":"2026-11-20T08:00:00Z","what":"OPENED"}],
            "life":{"subject":"sku LED","conditionSince":"2026-11-20T08:00:00Z","told":"HIGH","pingWanted":false,"pings":[],"turns":["2026-11-20T08:00:00Z"],
            "flapping":false,"message":"m","messageAt":"2026-11-20T08:00:00Z","noticeRev":2,"pingRev":1,"purchaseOrder":"ZD/1"}}
            """;

    @Test
    void whatAnOlderVersionStoredIsStillUnderstood() {
        Tracked read = RecordCodec.tracked(Json.tree(OLD.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.alert().note()).isEqualTo("dzwonię");
        assertThat(read.life().shownAt("slack")).as("it was told everywhere").isTrue();
        assertThat(read.life().decisions()).isEmpty();
        AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id");
        assertThat(life.nextDue(read)).as("no clock runs on what nobody timed").isEmpty();
        AlertDesk desk = new AlertDesk(life, DeskPolicy.DEFAULT, () -> "m2");
        desk.load(List.of(read), Map.of("m", 2L));
        desk.handle("01A", new Command.Acknowledge("jan", null), Instant.parse("2026-11-23T08:00:00Z"));
        Tracked next = desk.find("01A").orElseThrow();
        assertThat(next.alert())
                .returns("anna.k", Alert::assignee)
                .returns("ZD/1", Alert::purchaseOrder)
                .returns("dzwonię", Alert::note);
        assertThat(desk.message("m", "slack").orElseThrow().rev()).isEqualTo(3);
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        Tracked read = RecordCodec.tracked(Json.tree(OLD.getBytes(StandardCharsets.UTF_8)));
        AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id");
        Tracked next = life.handle(
                        read,
                        new Command.Snooze("jan", "x", Instant.parse("2026-11-25T08:00:00Z"), null),
                        "c-1",
                        Instant.parse("2026-11-23T08:00:00Z"))
                .orElseThrow()
                .next();
        assertThat(RecordCodec.tracked(Json.tree(RecordCodec.bytes(next, Alert::sku))))
                .isEqualTo(next);
    }

    /** Readers of the topic see a title in the house language; what an older version wrote there is written anew. */
    @Test
    void theTitleIsWrittenForReadersAndNotReadBack() {
        Tracked read = RecordCodec.tracked(Json.tree(OLD.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.alert().title()).isNull();
        byte[] bytes = RecordCodec.bytes(read, alert -> Titles.title(alert, Locale.forLanguageTag("pl")));
        assertThat(Json.tree(bytes).path("title").asText())
                .isNotBlank()
                .contains(read.alert().sku());
        assertThat(Json.tree(bytes).path("kind").asText()).isEqualTo("alert");
        assertThat(RecordCodec.tracked(Json.tree(bytes))).isEqualTo(read);
    }
}
