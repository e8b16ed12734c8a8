package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.zapas.alerting.GivenConfig;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.Wording;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SlackSettingsTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void buttonsForOwnersNeedAnOwnerWhoIsKnownInSlack() {
        Map<String, String> given = Map.of("slack.buttons", "owners");
        assertThatThrownBy(() -> mount(given, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slack.buttons")
                .hasMessageContaining("slack=MEMBER-ID");
        assertThat(mount(given, Map.of("U0123456789", "anna.k")).getRoutes()).isNotEmpty();
        assertThat(mount(Map.of(), Map.of()).getRoutes())
                .as("all may press them by default")
                .isNotEmpty();
    }

    @Test
    void buttonsAreForAllOrForOwners() {
        assertThatThrownBy(() -> SlackSettings.OWNERS_ONLY.parser().apply("some"))
                .hasMessageContaining("must be all or owners");
    }

    @Test
    void aTokenNeedsAChannel() {
        GivenConfig config = new GivenConfig(Map.of("slack.token", "xoxb-test"));
        assertThatThrownBy(() -> SlackSettings.destination(VERTX, config, texts()))
                .hasMessageContaining("slack.channel: needed with slack.token");
    }

    private static Router mount(Map<String, String> given, Map<String, String> members) {
        Router router = Router.router(VERTX);
        SlackSettings.mountInteractions(router, VERTX, new GivenConfig(given), texts(), null, null, members);
        return router;
    }

    private static NoticeTexts texts() {
        return new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), WARSAW));
    }
}
