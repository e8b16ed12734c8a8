package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailSettingsTest {
    @Test
    void ownersHaveMailboxes() {
        assertThat(MailSettings.OWNERS.parser().apply("anna.k = Anna K. <anna@shop.example>,jan=jan@shop.example,"))
                .isEqualTo(Map.of("anna.k", "Anna K. <anna@shop.example>", "jan", "jan@shop.example"));
        assertThat(MailSettings.OWNERS.parser().apply("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "= a@b.example", "anna = nobody", "anna = a@b.example\r\nBcc: x@y.example"})
    void wrongOwnersAreRefused(String text) {
        assertThatThrownBy(() -> MailSettings.OWNERS.parser().apply(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesOfDay() {
        assertThat(MailSettings.DIGEST_AT.parser().apply("07:30")).contains(LocalTime.of(7, 30));
        assertThat(MailSettings.REPORT_AT.parser().apply("off")).isEmpty();
        assertThatThrownBy(() -> MailSettings.DIGEST_AT.parser().apply("7 o'clock"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("07:30");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> MailSettings.LINK_SECRET.parser().apply("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
        assertThat(MailSettings.LINK_SECRET.secret()).isTrue();
    }
}
