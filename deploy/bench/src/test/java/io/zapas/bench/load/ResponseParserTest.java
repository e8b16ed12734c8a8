package io.zapas.bench.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

    @Test
    void refusesAnAnswerWithoutALength() {
        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without Content-Length");
    }

    @Test
    void refusesWhatIsNoHttp() {
        assertThatThrownBy(() -> feed("+PONG, says Redis\r\n\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("+pong");
    }

    private static void feed(String text) {
        new ResponseParser().feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
