package io.zapas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadDriverIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void sendsEveryRequestOnceAndCountsTheAnswers() throws Exception {
        List<String> paths = Collections.synchronizedList(new ArrayList<>());
        try (StubServer server = new StubServer((n, request) -> {
            paths.add(request.path());
            request.response().setStatusCode(n % 10 == 0 ? 503 : 200).end("n".repeat(n % 7));
        })) {
            LoadResult result = LoadDriver.closed(plan(server.address(), 8, 1_000));

            assertThat(result.answered()).isEqualTo(1_000);
            assertThat(result.lost()).isZero();
            assertThat(result.statuses()).isEqualTo(Map.of(200, 900L, 503, 100L));
            assertThat(result.latencyNanos().getTotalCount()).isEqualTo(1_000);
            assertThat(paths).hasSize(1_000).doesNotHaveDuplicates().contains("/0000", "/0999");
            assertThatThrownBy(() -> result.requireOnly(200)).hasMessageContaining("503=100");
        }
    }

    @Test
    void tellsOfRequestsThatNobodyAnswered() throws Exception {
        try (StubServer server = new StubServer((n, request) -> {
            if (n < 3) {
                request.response().end();
            } else {
                request.connection().close();
            }
        })) {
            LoadResult result = LoadDriver.closed(plan(server.address(), 2, 100));

            assertThat(result.answered()).isEqualTo(3);
            assertThat(result.lost()).isEqualTo(2);
            assertThat(result.trouble()).isNotNull();
            assertThatThrownBy(() -> result.requireOnly(200)).hasMessageContaining("lost 2");
        }
    }

    /**
     * The server holds its first answer back for 500 ms while requests fall due every 10 ms. One connection, so all of them wait: who timed from sending
     * would see one slow answer, but the forty due in the first 400 ms have all waited for 100 ms at least.
     */
    @Test
    void aStallCountsForEveryRequestThatFellDueInIt() throws Exception {
        StubServer[] self = new StubServer[1];
        try (StubServer server = new StubServer((n, request) -> {
            if (n > 0) {
                request.response().end();
            } else {
                self[0].vertx().setTimer(500, id -> request.response().end());
            }
        })) {
            self[0] = server;
            LoadResult result = LoadDriver.open(plan(server.address(), 1, 60), 100);

            assertThat(result.requireOnly(200).answered()).isEqualTo(60);
            long slow =
                    result.latencyNanos().getCountBetweenValues(TimeUnit.MILLISECONDS.toNanos(100), Long.MAX_VALUE / 2);
            assertThat(slow).isGreaterThanOrEqualTo(40);
        }
    }

    @Test
    void anOpenLoopBeginsNoRequestBeforeItIsDue() throws Exception {
        try (StubServer server =
                new StubServer((n, request) -> request.response().end())) {
            LoadResult result = LoadDriver.open(plan(server.address(), 4, 50), 200);

            assertThat(result.answered()).isEqualTo(50);
            // The last one is due 245 ms after the first.
            assertThat(result.elapsedNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(245));
        }
    }

    private static LoadPlan plan(InetSocketAddress target, int connections, long requests) {
        RequestSource source =
                RequestTemplate.get("/", "127.0.0.1").digits(4, n -> n).build();
        return new LoadPlan(target, connections, source, 0, requests, LONG);
    }
}
