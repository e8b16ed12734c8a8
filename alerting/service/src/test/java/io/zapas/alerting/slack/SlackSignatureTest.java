package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.slack.SlackSignature.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackSignatureTest {
    /** The worked example of Slack's documentation. */
    private static final String DOC_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    private static final String DOC_BODY =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
                    + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
                    + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    private static final String DOC_TIME = "1531420618";
    private static final String DOC_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private static final Instant DOC_NOW = Instant.ofEpochSecond(1531420618);

    private static final Instant NOW = Instant.parse("2026-11-22T07:30:00Z");
    private final SlackSignature signature = new SlackSignature("s3cret");

    @Test
    void slacksOwnExampleIsGenuine() {
        assertThat(new SlackSignature(DOC_SECRET).judge(DOC_TIME, DOC_SIGNATURE, bytes(DOC_BODY), DOC_NOW))
                .isEqualTo(Verdict.GENUINE);
    }

    @ParameterizedTest
    @CsvSource({
        "0,GENUINE",
        "300,GENUINE",
        "-300,GENUINE",
        "301,OUT_OF_TIME",
        "-301,OUT_OF_TIME",
        "31536000,OUT_OF_TIME"
    })
    void theTimeMayBeOffByFiveMinutesBothWays(long seconds, Verdict expected) {
        String time = Long.toString(NOW.plusSeconds(seconds).getEpochSecond());
        assertThat(signature.judge(time, SignedSlack.sign("s3cret", time, bytes("payload=x")), bytes("payload=x"), NOW))
                .isEqualTo(expected);
    }

    @Test
    void bytesAreSignedNotText() {
        // Neither valid UTF-8 nor the same in any other encoding.
        byte[] body = {'p', '=', (byte) 0xC5, (byte) 0x82, (byte) 0xFF, 0, (byte) 0xED, (byte) 0xA0};
        String time = Long.toString(NOW.getEpochSecond());
        String signed = SignedSlack.sign("s3cret", time, body);
        assertThat(signature.judge(time, signed, body, NOW)).isEqualTo(Verdict.GENUINE);
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] flipped = body.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(signature.judge(time, signed, flipped, NOW)).isEqualTo(Verdict.FORGED);
        }
    }

    @Test
    void aRequestIsTakenOnceHoweverItIsWritten() {
        String time = Long.toString(NOW.getEpochSecond());
        String signed = SignedSlack.sign("s3cret", time, bytes("payload=x"));
        assertThat(signature.judge(time, signed, bytes("payload=x"), NOW)).isEqualTo(Verdict.GENUINE);
        assertThat(signature.judge(time, signed, bytes("payload=x"), NOW.plusSeconds(299)))
                .isEqualTo(Verdict.REPLAYED);
        assertThat(signature.judge(
                        time, "v0=" + signed.substring(3).toUpperCase(java.util.Locale.ROOT), bytes("payload=x"), NOW))
                .isEqualTo(Verdict.REPLAYED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1e9", "99999999999999999999", "١٢٣"})
    void aTimestampThatIsNoneIsUnsigned(String time) {
        assertThat(signature.judge(time, "v0=" + "0".repeat(64), bytes(""), NOW))
                .isEqualTo(Verdict.UNSIGNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v0=", "v1=00", "00"})
    void aSignatureThatIsNoneIsRefused(String signed) {
        String time = Long.toString(NOW.getEpochSecond());
        assertThat(signature.judge(time, signed, bytes(""), NOW)).isIn(Verdict.UNSIGNED, Verdict.FORGED);
        assertThat(signature.judge(time, "v0=" + "g".repeat(64), bytes(""), NOW))
                .isEqualTo(Verdict.UNSIGNED);
        assertThat(signature.judge(null, "v0=00", bytes(""), NOW)).isEqualTo(Verdict.UNSIGNED);
        assertThat(signature.judge(time, null, bytes(""), NOW)).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void itsMemoryIsBounded() {
        for (int i = 0; i < SlackSignature.MAX_REMEMBERED; i++) {
            judge("n" + i, NOW);
        }
        assertThat(judge("one more", NOW)).isEqualTo(Verdict.OVERRUN);
        assertThat(judge("later", NOW.plusSeconds(SlackSignature.MAX_SKEW_SECONDS + 1)))
                .isEqualTo(Verdict.GENUINE);
    }

    private Verdict judge(String body, Instant now) {
        String time = Long.toString(now.getEpochSecond());
        return signature.judge(time, SignedSlack.sign("s3cret", time, bytes(body)), bytes(body), now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
