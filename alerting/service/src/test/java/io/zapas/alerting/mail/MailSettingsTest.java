package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class MailSettingsTest {
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
