package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outcomes that are alike in all systems, by the example of one. */
class AccountHttpTest {
    private static final String DONE = "{'status':'SUCCESS','counter':1}";

    private final Bench bench = bench("10s");

    private static Bench bench(String timeout, String... more) {
        String[] common = {
            "account.timeout", timeout,
            "account.baselinker.url", "{url}/s3cret",
            "account.baselinker.token", "s3cret-token",
            "account.baselinker.inventory", "1",
            "account.baselinker.warehouse", "bl_1"
        };
        String[] all = Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return Bench.of(all);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private AccountException failure() {
        AccountException failure = bench.failure(wish("1", 4));
        assertThat(failure).hasMessageStartingWith("baselinker ").hasMessageNotContainingAny("s3cret", "127.0.0.1");
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "401, DENIED",
        "403, DENIED",
        "429, BUSY",
        "500, AWAY",
        "503, AWAY",
        "404, UNUSABLE",
        "422, UNUSABLE",
        "304, UNUSABLE"
    })
    void aStatusHasAKind(int status, Kind kind) {
        bench.system.text(status, "");

        AccountException failure = failure();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining("HTTP " + status);
        assertThat(failure.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "17, 17",
        "0, 1",
        "99999999, 3600",
        "'Mon, 23 Nov 2026 09:00:42 GMT', 42",
        "'Mon, 23 Nov 2026 08:00:42 GMT', 1",
        "99999999999999999999, ",
        "soon, "
    })
    void whatASystemAsksForIsKept(String header, Long seconds) {
        bench.system.text(429, "", "Retry-After", header);

        assertThat(failure().retryAfter().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
    }

    @Test
    void aRedirectIsNotFollowed() {
        bench.system.text(302, "", "Location", bench.system.url() + "/elsewhere");

        assertThat(failure().kind()).isEqualTo(Kind.UNUSABLE);
        bench.system.only();
    }

    @ParameterizedTest
    @CsvSource({"<html>sorry</html>", "'{\"status\":\"SUCC'", "''", "'\"text\"'", "7"})
    void anAnswerThatIsNotJson(String body) {
        bench.system.text(200, body);

        AccountException failure = failure();

        assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(failure).hasMessageContaining("not JSON");
    }

    @Test
    void anAnswerThatIsCutOff() {
        bench.system.does((request, call) -> {
            request.response().putHeader("Content-Length", "100").write("{\"status\"");
            request.response().setWriteQueueMaxSize(1);
            bench.vertx.runOnContext(next -> request.connection().close());
        });

        assertThat(failure().kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void aConnectionThatIsClosedUnanswered() {
        bench.system.does((request, call) -> request.connection().close());

        assertThat(failure().kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void nobodyThere() {
        bench.connector();
        bench.system.close();

        assertThat(failure().kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void anAnswerLargerThanTheBoundIsGivenUp() {
        String part = "x".repeat(1024 * 1024);
        bench.system.does((request, call) -> {
            request.response().setChunked(true);
            for (int i = 0; i < 5; i++) {
                request.response().write(part);
            }
        });

        AccountException failure = failure();

        assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(failure).hasMessageContaining("4194304");
    }

    @Test
    void anAnswerThatComesTooLateIsNone() {
        try (Bench hasty = bench("50ms")) {
            AtomicBoolean hungUp = new AtomicBoolean();
            hasty.system
                    .does((request, call) -> request.connection().closeHandler(closed -> hungUp.set(true)))
                    .json(200, DONE);

            AccountException late = hasty.failure(wish("1", 4));

            assertThat(late.kind()).isEqualTo(Kind.AWAY);
            assertThat(late).hasMessageContaining("no answer in time");
            Await.until(Duration.ofSeconds(5), hungUp::get);
        }
    }

    /** The answer trickles: it must not count as one that comes. */
    @Test
    void anAnswerThatNeverEndsIsNone() {
        try (Bench hasty = bench("200ms")) {
            hasty.system.does((request, call) -> {
                request.response().setChunked(true);
                bench.vertx.setPeriodic(20, tick -> {
                    if (request.response().closed()) {
                        bench.vertx.cancelTimer(tick);
                    } else {
                        request.response().write(" ");
                    }
                });
            });

            assertThat(hasty.failure(wish("1", 4)).kind()).isEqualTo(Kind.AWAY);
        }
    }

    @Test
    void theNextCallIsNotAffectedByALateAnswer() {
        try (Bench hasty = bench("300ms")) {
            hasty.system
                    .does((request, call) ->
                            hasty.vertx.setTimer(400, late -> request.response().end("{\"status\":\"ERROR\"}")))
                    .json(200, DONE);

            assertThat(hasty.failure(wish("1", 4)).kind()).isEqualTo(Kind.AWAY);
            assertThat(hasty.push(wish("1", 4)).refused()).isEmpty();
        }
    }

    @Test
    void theSameWishTwiceIsSentTwice() {
        bench.system.json(200, DONE).json(200, DONE);

        bench.push(wish("1", 4));
        bench.push(wish("1", 4));

        assertThat(bench.system.asked()).hasSize(2);
        assertThat(bench.system.asked().get(0).text())
                .isEqualTo(bench.system.asked().get(1).text());
        assertThat(bench.system.asked().get(0).header("User-Agent")).isEqualTo("Zapas");
        assertThat(bench.system.asked().get(0).method()).isEqualTo(HttpMethod.POST.name());
    }

    @Test
    void closingGivesUpWhatWaits() {
        try (Bench slow = bench("10s", "account.baselinker.calls-per-minute", "1")) {
            slow.system.json(200, DONE);
            slow.push(wish("1", 4));
            Future<Pushed> waiting = slow.start(wish("1", 5));

            Await.result(slow.run(() -> slow.accounts().close()));
            Await.until(Duration.ofSeconds(5), waiting::isComplete);

            assertThat(((AccountException) waiting.cause()).kind()).isEqualTo(Kind.AWAY);
            assertThat(slow.failure(wish("1", 6)).kind()).isEqualTo(Kind.AWAY);
        }
    }

    @Test
    void closingGivesUpACallUnderWay() {
        bench.system.does((request, call) -> {});
        Future<Pushed> asked = bench.start(wish("1", 5));
        Await.until(Duration.ofSeconds(5), () -> bench.system.asked().size() == 1);

        Await.result(bench.run(() -> bench.accounts().close()));
        Await.until(Duration.ofSeconds(5), asked::isComplete);

        assertThat(((AccountException) asked.cause()).kind()).isEqualTo(Kind.AWAY);
    }
}
