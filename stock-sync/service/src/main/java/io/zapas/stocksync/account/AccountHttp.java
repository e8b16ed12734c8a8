package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What all systems have in common over HTTP: a call takes its turn, comes to an end within its time, and its outcome has a kind. Answers are read up to 4 MiB; a redirect is
 * not followed. Messages name the system and the call, never an address or what was sent, which may be secret.
 */
public final class AccountHttp {
    static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final String system;
    private final Vertx vertx;
    private final HttpClient client;
    private final List<CallPace> paces;
    private final InstantSource clock;

    /** @param paces a call takes its turn in each of them, one after the other */
    AccountHttp(String system, Vertx vertx, HttpClient client, List<CallPace> paces, InstantSource clock) {
        this.system = system;
        this.vertx = vertx;
        this.client = client;
        this.paces = List.copyOf(paces);
        this.clock = clock;
    }

    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS), new PoolOptions());
    }

    /**
     * A token that another program keeps in a file.
     *
     * @param key the configuration's, which names the file
     */
    public TokenFile tokenFile(String key, String path) {
        return new TokenFile(vertx, key, path);
    }

    /** An answer the caller can use. */
    public record Answer(String call, int status, Buffer body) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** Fails as unusable when it is no JSON object or array. */
        public JsonNode json() {
            try {
                JsonNode tree = Json.tree(body.getBytes());
                if (tree != null && tree.isContainerNode()) {
                    return tree;
                }
            } catch (RuntimeException e) {
                // Said below, without what the answer holds.
            }
            throw unusable("an answer that is not JSON (" + body.length() + " bytes, HTTP " + status + ")");
        }

        /** The same without a failure: an empty object when it is none. */
        public JsonNode jsonOrEmpty() {
            try {
                return json();
            } catch (AccountException e) {
                return Json.mapper().createObjectNode();
            }
        }

        public AccountException unusable(String what) {
            return new AccountException(Kind.UNUSABLE, call + ": " + what, null);
        }
    }

    /**
     * Makes a call. Completes with an answer of 2xx, or of a status the caller takes as well; fails with {@link AccountException} else.
     *
     * @param name of the call, for people
     */
    public Future<Answer> send(String name, Call call, TimeLimit limit, Integer... taken) {
        return send(name, () -> call, limit, taken);
    }

    /** @param call made when its turn has come */
    public Future<Answer> send(String name, Supplier<Call> call, TimeLimit limit, Integer... taken) {
        Future<Void> turn = Future.succeededFuture();
        for (CallPace pace : paces) {
            turn = turn.compose(mine -> pace.turn(limit.left()));
        }
        return turn.compose(mine -> sendUnpaced(name, call.get(), limit, taken));
    }

    /** The same for a call that is not counted. */
    public Future<Answer> sendUnpaced(String name, Call call, TimeLimit limit, Integer... taken) {
        String title = system + " " + name;
        limit.begin();
        Duration time = limit.forCall();
        if (time.isNegative() || time.isZero()) {
            return Future.failedFuture(new AccountException(Kind.AWAY, title + ": no time is left", null));
        }
        Exchange exchange = new Exchange(title, Set.of(taken), time);
        try {
            RequestOptions options =
                    new RequestOptions().setAbsoluteURI(call.uri()).setMethod(call.method());
            options.putHeader("User-Agent", "Zapas");
            call.headers().forEach(options::putHeader);
            client.request(options).onComplete(request -> exchange.opened(request, call.body()));
        } catch (RuntimeException e) {
            exchange.lost(e);
        }
        return exchange.done.future();
    }

    /** What a header of 429 or 503 asks for, at most an hour; null: nothing that can be read. */
    private Duration retryAfter(String text) {
        if (text == null) {
            return null;
        }
        Duration asked;
        try {
            String value = text.strip();
            asked = value.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
        if (asked.compareTo(Duration.ofSeconds(1)) < 0) {
            return Duration.ofSeconds(1);
        }
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }

    /** One call on its way. It ends once: by an answer, by a failure, or by its time. */
    private final class Exchange {
        private final String title;
        private final Set<Integer> taken;
        private final Promise<Answer> done = Promise.promise();
        private final long timer;
        private HttpClientRequest request;

        Exchange(String title, Set<Integer> taken, Duration time) {
            this.title = title;
            this.taken = taken;
            timer = vertx.setTimer(Math.max(1, time.toMillis()), id -> fail(Kind.AWAY, "no answer in time", null));
        }

        void opened(AsyncResult<HttpClientRequest> opened, Buffer body) {
            if (opened.failed()) {
                lost(opened.cause());
                return;
            }
            request = opened.result();
            if (done.future().isComplete()) {
                request.reset();
                return;
            }
            request.send(body).onComplete(response -> {
                if (response.failed()) {
                    lost(response.cause());
                } else if (!done.future().isComplete()) {
                    read(response.result());
                }
            });
        }

        private void read(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            response.exceptionHandler(this::lost);
            response.handler(part -> {
                if (body.length() + part.length() > MAX_ANSWER_BYTES) {
                    fail(Kind.UNUSABLE, "an answer of more than " + MAX_ANSWER_BYTES + " bytes", null);
                } else {
                    body.appendBuffer(part);
                }
            });
            response.endHandler(end -> answered(response, body));
        }

        private void answered(HttpClientResponse response, Buffer body) {
            int status = response.statusCode();
            String said = "HTTP " + status;
            if ((status >= 200 && status < 300) || taken.contains(status)) {
                vertx.cancelTimer(timer);
                done.tryComplete(new Answer(title, status, body));
            } else if (status == 401 || status == 403) {
                fail(Kind.DENIED, said, null);
            } else if (status == 429) {
                fail(Kind.BUSY, said, retryAfter(response.getHeader("Retry-After")));
            } else if (status >= 500) {
                fail(Kind.AWAY, said, retryAfter(response.getHeader("Retry-After")));
            } else {
                fail(Kind.UNUSABLE, said, null);
            }
        }

        void lost(Throwable failure) {
            fail(Kind.AWAY, "no answer (" + failure.getClass().getSimpleName() + ")", null);
        }

        private void fail(Kind kind, String what, Duration retryAfter) {
            if (done.tryFail(new AccountException(kind, title + ": " + what, retryAfter))) {
                vertx.cancelTimer(timer);
                if (request != null) {
                    request.reset();
                }
            }
        }
    }
}
