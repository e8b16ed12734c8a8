package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllegroConnectorTest {
    private static final String TAKEN_UP = "{'id':'x','taskCount':{'total':0,'success':0,'failed':0}}";

    @TempDir
    Path directory;

    private Path file;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(directory.resolve("token"), "tok-1\n");
        bench = bench("10s", "command");
    }

    private Bench bench(String timeout, String zero) {
        return Bench.of(
                "account.timeout",
                timeout,
                "account.allegro.url",
                "{url}",
                "account.allegro.token-file",
                file.toString(),
                "account.allegro.zero",
                zero);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String count(int total, int success, int failed) {
        return "{'taskCount':{'total':" + total + ",'success':" + success + ",'failed':" + failed + "}}";
    }

    private static List<String> asked(Bench bench) {
        return bench.system.asked().stream()
                .map(call -> call.toString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UUID"))
                .toList();
    }

    @Test
    void groupsByValueAndWaitsUntilAllTasksAreDone() {
        bench.system
                .json(202, TAKEN_UP)
                .json(202, TAKEN_UP)
                .json(200, count(0, 0, 0))
                .json(200, count(1, 1, 0))
                .json(200, count(2, 1, 0))
                .json(200, count(2, 2, 0));

        assertThat(bench.push(wish("11", 7), wish("12", 0), wish("13", 7)).refused())
                .isEmpty();

        assertThat(asked(bench))
                .containsExactly(
                        "PUT /sale/offer-quantity-change-commands/UUID",
                        "PUT /sale/offer-quantity-change-commands/UUID",
                        "GET /sale/offer-quantity-change-commands/UUID",
                        "GET /sale/offer-quantity-change-commands/UUID",
                        "GET /sale/offer-quantity-change-commands/UUID",
                        "GET /sale/offer-quantity-change-commands/UUID");
        Asked first = bench.system.asked().get(0);
        assertThat(first.text())
                .isEqualTo("{\"modification\":{\"changeType\":\"FIXED\",\"value\":7},\"offerCriteria\":"
                        + "[{\"type\":\"CONTAINS_OFFERS\",\"offers\":[{\"id\":\"11\"},{\"id\":\"13\"}]}]}");
        assertThat(first.header("Authorization")).isEqualTo("Bearer tok-1");
        assertThat(first.header("Accept")).isEqualTo("application/vnd.allegro.public.v1+json");
        assertThat(first.header("Content-Type")).isEqualTo("application/vnd.allegro.public.v1+json");
        Set<String> ids = new HashSet<>();
        bench.system.asked().forEach(call -> ids.add(call.uri()));
        assertThat(ids).as("one UUID a command").hasSize(2);
    }

    @Test
    void whatFailedIsToldByItsTask() {
        bench.system
                .json(202, TAKEN_UP)
                .json(200, count(2, 1, 1))
                .json(
                        200,
                        "{'tasks':[{'offer':{'id':'12'},'status':'FAIL','message':'general','errors':"
                                + "[{'message':'dev','userMessage':'Oferta jest zakończona'}]},"
                                + "{'offer':{'id':'11'},'status':'SUCCESS'}]}");

        assertThat(bench.push(wish("11", 7), wish("12", 7)).refused())
                .containsExactly(entry("12", "Oferta jest zakończona"));
        assertThat(asked(bench).get(2))
                .isEqualTo("GET /sale/offer-quantity-change-commands/UUID/tasks?limit=1000&offset=0");
    }

    @Test
    void anOfferItsTasksDoNotNameIsNotTaken() {
        bench.system
                .json(202, TAKEN_UP)
                .json(200, count(1, 1, 0))
                .json(200, "{'tasks':[{'offer':{'id':'11'},'status':'SUCCESS'}]}");

        Pushed pushed = bench.push(wish("11", 7), wish("12", 7));
        assertThat(pushed.refused()).containsOnlyKeys("12");
        assertThat(pushed.unknown()).containsExactly("12");
    }

    @Test
    void aCommandRefusedAsAWholeIsHalved() {
        bench.system
                .json(422, "{'errors':[{'message':'offer 12 is not yours'}]}")
                .json(202, TAKEN_UP)
                .json(422, "{'errors':[{'message':'offer 12 is not yours'}]}")
                .json(200, count(1, 1, 0));

        Pushed pushed = bench.push(wish("11", 7), wish("12", 7));
        assertThat(pushed.refused()).containsExactly(entry("12", "offer 12 is not yours"));
        assertThat(pushed.unknown()).isEmpty();
    }

    @Test
    void zeroMayBeAChangeOfTheOffer() {
        try (Bench other = bench("10s", "offer")) {
            other.system
                    .json(200, "{}")
                    .json(422, "{'errors':[{'message':'no'}]}")
                    .json(202, TAKEN_UP)
                    .json(200, count(1, 1, 0));

            assertThat(other.push(wish("11", 0), wish("12", 0), wish("13", 3)).refused())
                    .containsExactly(entry("12", "no"));
            assertThat(asked(other).subList(0, 2))
                    .containsExactly("PATCH /sale/product-offers/11", "PATCH /sale/product-offers/12");
            assertThat(other.system.asked().get(0).text()).isEqualTo("{\"stock\":{\"available\":0}}");
        }
    }

    @Test
    void aLimitAtTheFirstCallIsTheOutcome() {
        bench.system.text(429, "", "Retry-After", "60");

        AccountException failure = bench.failure(wish("11", 7), wish("12", 8));

        assertThat(failure.kind()).isEqualTo(Kind.BUSY);
        assertThat(failure.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).hasSeconds(60));
        bench.system.only();
    }

    @Test
    void aLimitLaterLeavesTheOthersUnset() {
        bench.system.json(202, TAKEN_UP).text(429, "").json(200, count(1, 1, 0));

        Pushed pushed = bench.push(wish("11", 7), wish("12", 8), wish("13", 9));
        assertThat(pushed.refused()).containsOnlyKeys("12", "13").allSatisfy((offer, words) -> assertThat(words)
                .contains("HTTP 429"));
        assertThat(pushed.unknown()).containsExactlyInAnyOrder("12", "13");
    }

    @Test
    void deniedIsToldAndANewTokenCountsAtOnce() throws IOException {
        bench.system.text(401, "").json(202, TAKEN_UP).json(200, count(1, 1, 0));

        assertThat(bench.failure(wish("11", 7)).kind()).isEqualTo(Kind.DENIED);
        Files.writeString(file, "{\"access_token\":\"tok-2\",\"expires_in\":43199}");
        bench.push(wish("11", 7));

        assertThat(bench.system.asked().get(1).header("Authorization")).isEqualTo("Bearer tok-2");
    }

    @Test
    void withoutATokenNothingIsSent() throws IOException {
        for (String content : List.of("", "{}", "{\"access_token\":", "two words")) {
            Files.writeString(file, content);
            AccountException failure = bench.failure(wish("11", 7));
            assertThat(failure.kind()).as(content).isEqualTo(Kind.DENIED);
            assertThat(failure)
                    .hasMessageContaining("account.allegro.token-file")
                    .hasMessageNotContaining("two");
        }
        Files.delete(file);
        assertThat(bench.failure(wish("11", 7)).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.system.asked()).isEmpty();
    }

    @Test
    void aPollThatIsLostIsAskedAgain() {
        bench.system
                .json(202, TAKEN_UP)
                .does((request, call) -> request.connection().close())
                .json(200, count(1, 1, 0));

        assertThat(bench.push(wish("11", 7)).refused()).isEmpty();
    }

    @Test
    void aCommandWithoutAnEndInTimeIsUnknown() {
        try (Bench hasty = bench("100ms", "command")) {
            hasty.system.json(202, TAKEN_UP).does((request, call) -> {
                hasty.now.updateAndGet(time -> time.plusSeconds(1));
                request.response().end("{\"taskCount\":{\"total\":0,\"success\":0,\"failed\":0}}");
            });

            AccountException failure = hasty.failure(wish("11", 7));

            assertThat(failure.kind()).isEqualTo(Kind.AWAY);
            assertThat(failure).hasMessageContaining("not done in time");
        }
    }

    @Test
    void aCountThatIsNoneIsNotTakenForDone() {
        bench.system.json(202, TAKEN_UP).json(200, "{'id':'x'}");

        assertThat(bench.failure(wish("11", 7)).kind()).isEqualTo(Kind.UNUSABLE);
    }
}
