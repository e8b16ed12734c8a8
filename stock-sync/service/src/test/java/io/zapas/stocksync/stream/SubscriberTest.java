package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriberTest {
    private static final int SKUS = 500;

    private final AvailabilityView view = new AvailabilityView();
    private final EventLog log = new EventLog("e", 1_000, 1 << 20, view::json);
    private final StringBuilder sent = new StringBuilder();
    /** Writes the reader has not taken yet. */
    private final Deque<Promise<Void>> untaken = new ArrayDeque<>();

    private final HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("write");
                sent.append(((Buffer) arguments[0]).toString(StandardCharsets.UTF_8));
                Promise<Void> promise = Promise.promise();
                untaken.add(promise);
                Future<Void> taken = promise.future();
                return taken;
            });

    private static String json(int sku, int version) {
        return "{\"sku\":\"" + sku + "\",\"version\":" + version + ",\"padding\":\"" + "x".repeat(300) + "\"}";
    }

    private void show(int sku, int version) {
        byte[] json = json(sku, version).getBytes(StandardCharsets.UTF_8);
        String name = Integer.toString(sku);
        view.put(name, version, json);
        log.append(new Draft(StreamType.AVAILABILITY, name, name, null, true, json));
    }

    private List<String> versions(int sku) {
        List<String> versions = new ArrayList<>();
        for (String line : sent.toString().split("\n")) {
            if (line.startsWith("data: {\"sku\":\"" + sku + "\",")) {
                versions.add(line.replaceAll(".*\"version\":(\\d+).*", "$1"));
            }
        }
        return versions;
    }

    @Test
    void whatChangesWhileASnapshotIsReadIsToldOnceAndBeforeItIsLive() {
        for (int sku = 0; sku < SKUS; sku++) {
            show(sku, 1);
        }
        Subscriber subscriber =
                new Subscriber(log, new StreamFilter(Set.of(StreamType.AVAILABILITY), null, null), response, () -> {});
        subscriber.startSnapshot(1_000, "start");
        assertThat(sent).as("a slow reader, half-way").hasSizeLessThan(100_000).doesNotContain("event: live");
        for (int sku = 0; sku < SKUS; sku++) {
            show(sku, 2);
        }
        while (!untaken.isEmpty()) {
            untaken.poll().complete();
        }

        String all = sent.toString();
        int live = all.indexOf("event: live");
        assertThat(live).isPositive();
        for (int sku = 0; sku < SKUS; sku++) {
            // Those sent before they changed are sent again, the others only as they are now.
            assertThat(versions(sku)).isIn(List.of("1", "2"), List.of("2"));
            assertThat(all.lastIndexOf("{\"sku\":\"" + sku + "\",\"version\":2"))
                    .isLessThan(live);
        }
        assertThat(all).contains("id: e-" + 2 * SKUS + "\nevent: live");
    }
}
