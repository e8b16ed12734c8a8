package io.zapas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ResponseParserProperties {

    /** However the network cuts the bytes, the same answers come out. */
    @Property
    void answersDoNotDependOnHowBytesArrive(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 200, max = 599) Integer> statuses,
            @ForAll @IntRange(max = 300) int bodyLength,
            @ForAll @IntRange(min = 1, max = 90) int pieceLength) {
        StringBuilder text = new StringBuilder();
        for (int status : statuses) {
            text.append("HTTP/1.1 ")
                    .append(status)
                    .append(" Some Reason\r\ncontent-type: text/plain\r\nContent-Length: ")
                    .append(bodyLength)
                    .append("\r\n\r\n")
                    .append("\n\r\nx".repeat(bodyLength).substring(0, bodyLength));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);

        ResponseParser parser = new ResponseParser();
        List<Integer> seen = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += pieceLength) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(pieceLength, bytes.length - from));
            while (piece.hasRemaining()) {
                if (parser.feed(piece)) {
                    seen.add(parser.status());
                }
            }
        }

        assertThat(seen).isEqualTo(statuses);
    }
}
