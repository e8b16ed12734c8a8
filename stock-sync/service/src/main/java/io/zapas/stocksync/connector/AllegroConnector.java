package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.AllegroCalls;
import io.zapas.stocksync.account.AllegroZero;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.TokenFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Allegro, by offer-quantity-change-commands: a command sets one value in many offers, so listings are grouped by value. A command is only taken up when it is put; it is asked
 * after until all its tasks are done, and for its tasks when one failed or the count is not that of the offers. Counts of 0 mean that it has not begun.
 *
 * <p>A command that is refused as a whole is halved until it is known which offer is meant. Commands without an end in time leave their listings unknown.
 */
final class AllegroConnector extends HttpConnector {
    static final String NAME = "allegro";
    /** A push may take this many times as long as a call. */
    static final int TIMES = 6;

    private static final String COMMANDS = "offer-quantity-change-commands";
    private static final int BATCH = 100;
    private static final Duration FIRST_POLL = Duration.ofMillis(250);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(5);
    private static final Integer[] REFUSED = {400, 404, 409, 422};

    private final TokenFile token;
    private final AllegroZero zero;
    private final Supplier<String> uuids;

    AllegroConnector(Account account, TokenFile token, AllegroZero zero, Supplier<String> uuids) {
        super(
                NAME,
                account,
                NUMBER,
                "Allegro's number of an offer",
                account.timeout().multipliedBy(TIMES));
        this.token = token;
        this.zero = zero;
        this.uuids = uuids;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        return token.read().compose(bearer -> {
            Map<Long, List<Wish>> byValue = new LinkedHashMap<>();
            wishes.forEach(wish -> byValue.computeIfAbsent(wish.quantity(), value -> new ArrayList<>())
                    .add(wish));
            Push push = new Push(bearer, limit);
            Future<Void> chain = Future.succeededFuture();
            for (Map.Entry<Long, List<Wish>> group : byValue.entrySet()) {
                chain = chain.compose(before -> group.getKey() == 0 && zero == AllegroZero.OFFER
                        ? push.endOffers(group.getValue())
                        : push.put(group.getKey(), group.getValue()));
            }
            return chain.compose(put -> push.await(FIRST_POLL)).compose(done -> push.outcome.pushed());
        });
    }

    /** A command that Allegro has taken up. */
    private record Command(String id, List<Wish> wishes) {}

    /** One push on its way. */
    private final class Push {
        private final String bearer;
        private final TimeLimit limit;
        private final Outcome outcome = new Outcome();
        private List<Command> pending = new ArrayList<>();

        Push(String bearer, TimeLimit limit) {
            this.bearer = bearer;
            this.limit = limit;
        }

        private Call call(HttpMethod method, String path) {
            return AllegroCalls.call(account, method, "/sale/" + path, bearer);
        }

        Future<Void> put(long value, List<Wish> wishes) {
            if (!outcome.goesOn()) {
                return outcome.part(wishes, Future::succeededFuture);
            }
            ObjectNode body = Json.mapper().createObjectNode();
            body.putObject("modification").put("changeType", "FIXED").put("value", value);
            ArrayNode offers = body.putArray("offerCriteria")
                    .addObject()
                    .put("type", "CONTAINS_OFFERS")
                    .putArray("offers");
            wishes.forEach(wish -> offers.addObject().put("id", wish.offerId()));
            String id = uuids.get();
            Call call = call(HttpMethod.PUT, COMMANDS + "/" + id).body(AllegroCalls.TYPE, Json.bytes(body));
            return account.http()
                    .send("PUT " + COMMANDS, call, limit, REFUSED)
                    .compose(
                            answer -> {
                                if (answer.ok()) {
                                    pending.add(new Command(id, wishes));
                                    return Future.succeededFuture();
                                }
                                if (wishes.size() == 1) {
                                    outcome.refused(wishes.get(0), words(answer));
                                    return Future.succeededFuture();
                                }
                                int half = wishes.size() / 2;
                                return put(value, wishes.subList(0, half))
                                        .compose(first -> put(value, wishes.subList(half, wishes.size())));
                            },
                            failure -> failed(wishes, failure));
        }

        Future<Void> endOffers(List<Wish> wishes) {
            ObjectNode body = Json.mapper().createObjectNode();
            body.putObject("stock").put("available", 0);
            Future<Void> chain = Future.succeededFuture();
            for (Wish wish : wishes) {
                Call call = call(HttpMethod.PATCH, "product-offers/" + wish.offerId())
                        .body(AllegroCalls.TYPE, Json.bytes(body));
                chain = chain.compose(before -> outcome.part(List.of(wish), () -> account.http()
                        .send("PATCH product-offers", call, limit, REFUSED)
                        .map(answer -> answer.ok() ? Pushed.ALL : new Pushed(Map.of(wish.offerId(), words(answer))))));
            }
            return chain;
        }

        private Future<Void> failed(List<Wish> wishes, Throwable failure) {
            return outcome.part(wishes, () -> Future.failedFuture(failure));
        }

        Future<Void> await(Duration wait) {
            if (pending.isEmpty()) {
                return Future.succeededFuture();
            }
            if (!limit.allows(wait)) {
                pending.forEach(command -> outcome.failed(
                        command.wishes(),
                        new AccountException(
                                Kind.AWAY, NAME + " " + COMMANDS + ": not done in time (" + command.id() + ")", null)));
                return Future.succeededFuture();
            }
            Duration next = wait.multipliedBy(2).compareTo(LONGEST_POLL) < 0 ? wait.multipliedBy(2) : LONGEST_POLL;
            return account.waits().after(wait).compose(waited -> {
                List<Command> asked = pending;
                pending = new ArrayList<>();
                Future<Void> chain = Future.succeededFuture();
                for (Command command : asked) {
                    chain = chain.compose(before -> ask(command));
                }
                return chain.compose(round -> await(next));
            });
        }

        private Future<Void> ask(Command command) {
            return account.http()
                    .send("GET " + COMMANDS, call(HttpMethod.GET, COMMANDS + "/" + command.id()), limit)
                    .compose(answer -> {
                        JsonNode count = answer.json().path("taskCount");
                        long total = units(answer, count, "total");
                        long success = units(answer, count, "success");
                        long failed = units(answer, count, "failed");
                        if (total == 0 || success + failed < total) {
                            pending.add(command);
                            return Future.succeededFuture();
                        }
                        if (failed == 0 && total == command.wishes().size()) {
                            outcome.answered(Pushed.ALL);
                            return Future.succeededFuture();
                        }
                        return tasks(command);
                    })
                    .recover(failure -> {
                        if (failure instanceof AccountException e
                                && e.kind() == Kind.AWAY
                                && limit.allows(FIRST_POLL)) {
                            // Asking again does no harm.
                            pending.add(command);
                            return Future.succeededFuture();
                        }
                        return failed(command.wishes(), failure);
                    });
        }

        private Future<Void> tasks(Command command) {
            return account.http()
                    .send(
                            "GET " + COMMANDS + " tasks",
                            call(HttpMethod.GET, COMMANDS + "/" + command.id() + "/tasks?limit=1000&offset=0"),
                            limit)
                    .map(answer -> {
                        Map<String, JsonNode> byOffer = new HashMap<>();
                        answer.json()
                                .path("tasks")
                                .forEach(task -> byOffer.put(
                                        task.path("offer").path("id").asText(), task));
                        Refusals refusals = new Refusals();
                        for (Wish wish : command.wishes()) {
                            JsonNode task = byOffer.get(wish.offerId());
                            if (task == null) {
                                refusals.unanswered(
                                        wish, "Allegro's command " + command.id() + " does not name the offer");
                            } else if (!task.path("status").asText().equals("SUCCESS")) {
                                refusals.refuse(wish, words(task));
                            }
                        }
                        outcome.answered(refusals.pushed());
                        return null;
                    });
        }
    }

    private static long units(Answer answer, JsonNode count, String field) {
        JsonNode units = count.path(field);
        if (!units.canConvertToExactIntegral() || units.longValue() < 0) {
            throw answer.unusable("no taskCount." + field);
        }
        return units.longValue();
    }

    private static String words(Answer answer) {
        String words = words(answer.jsonOrEmpty());
        return words.isEmpty() ? "HTTP " + answer.status() : words;
    }

    /** What is for people goes first. */
    private static String words(JsonNode said) {
        List<String> words = new ArrayList<>();
        for (JsonNode error : said.path("errors")) {
            String people = error.path("userMessage").asText("");
            words.add(people.isBlank() ? error.path("message").asText("") : people);
        }
        return words.isEmpty() ? said.path("message").asText("") : String.join("; ", words);
    }
}
