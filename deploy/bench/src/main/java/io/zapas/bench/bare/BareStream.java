package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.zapas.bench.events.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** From a topic to one SSE subscriber: a consumer thread per subscriber, which parses each event and writes a frame. */
final class BareStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);

    private BareStream() {}

    /** Parameters {@code bootstrap} and {@code topic}; begins with what comes next. */
    static void open(Vertx vertx, HttpServerRequest request) {
        String bootstrap = request.getParam("bootstrap");
        String topic = request.getParam("topic");
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .setChunked(true);
        Context context = vertx.getOrCreateContext();
        Thread thread = new Thread(() -> pump(context, request, TopicReader.fromEnd(bootstrap, topic)), "bare-stream");
        thread.setDaemon(true);
        request.response().closeHandler(gone -> thread.interrupt());
        thread.start();
    }

    private static void pump(Context context, HttpServerRequest request, TopicReader reader) {
        try (reader) {
            context.runOnContext(nothing -> request.response().write(": live\n\n"));
            while (!Thread.currentThread().isInterrupted()) {
                ConsumerRecords<String, byte[]> records = reader.poll(POLL);
                if (records.isEmpty()) {
                    continue;
                }
                Buffer frames = Buffer.buffer();
                for (ConsumerRecord<String, byte[]> record : records) {
                    append(frames, JSON.readTree(record.value()).path("data"));
                }
                context.runOnContext(nothing -> request.response().write(frames));
            }
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Buffer frames, JsonNode level) {
        frames.appendString(
                "event: availability\ndata: {\"sku\":\"" + level.path("sku").textValue() + "\",\"available\":"
                        + level.path("quantity").longValue() + "}\n\n");
    }
}
