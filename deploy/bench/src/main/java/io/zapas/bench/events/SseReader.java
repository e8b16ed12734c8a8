package io.zapas.bench.events;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** One subscriber of the live stream. Reads lines and looks at those with data only. One thread; closing it from another ends the reading. */
public final class SseReader implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final int BUFFER_BYTES = 256 * 1024;

    private final InputStream in;
    private byte[] line = new byte[16 * 1024];
    private int length;

    private SseReader(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /** Subscribes; returns when the server has begun to answer. */
    public static SseReader open(String url) throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<InputStream> answer =
                client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(url + " answered " + answer.statusCode());
        }
        return new SseReader(answer.body());
    }

    /** The next document of a {@code data:} line; null when the stream has ended. Blocks. */
    public byte[] next() throws IOException {
        while (readLine()) {
            if (length > 6 && line[0] == 'd' && line[4] == ':') {
                return Arrays.copyOfRange(line, 6, length);
            }
        }
        return null;
    }

    private boolean readLine() throws IOException {
        length = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            if (next == '\n') {
                return true;
            }
            if (length == line.length) {
                if (length >= MAX_LINE_BYTES) {
                    throw new IOException("a line of more than " + MAX_LINE_BYTES + " bytes");
                }
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
