package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.AccountHttp.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Calls to BaseLinker: one address, the method in a form, and HTTP 200 whatever comes of it, so that the answer's {@code status} tells. */
public final class BaseLinkerCalls {
    /** Until when, is said as a time of day without a zone: two minutes are longer than any of its windows. */
    private static final Duration BLOCKED = Duration.ofMinutes(2);

    private static final Pattern DENIED = Pattern.compile(".*(TOKEN|AUTH|PERMISSION|ACCESS).*");

    private final Account account;
    private final String token;

    public BaseLinkerCalls(Account account, String token) {
        this.account = account;
        this.token = token;
    }

    /** An answer that says it succeeded. */
    public record Reply(Answer answer, JsonNode json) {}

    /** Fails with {@link AccountException} when the answer says anything but success. */
    public Future<Reply> call(String method, ObjectNode parameters, TimeLimit limit) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("method", method);
        form.put("parameters", Json.text(parameters));
        Call call = Call.post(account.url()).header("X-BLToken", token).form(form);
        return account.http().send(method, call, limit).map(answer -> {
            JsonNode json = answer.json();
            return switch (json.path("status").asText()) {
                case "SUCCESS" -> new Reply(answer, json);
                case "ERROR" -> throw error(answer, json);
                default -> throw answer.unusable("an answer without a status");
            };
        });
    }

    private static AccountException error(Answer answer, JsonNode json) {
        String code = json.path("error_code").asText().toUpperCase(Locale.ROOT);
        String words = Words.clean(json.path("error_message").asText());
        if (code.contains("BLOCKED") || words.toLowerCase(Locale.ROOT).contains("limit exceeded")) {
            return new AccountException(Kind.BUSY, answer.call() + ": " + code, BLOCKED);
        }
        if (DENIED.matcher(code).matches()) {
            return new AccountException(Kind.DENIED, answer.call() + ": " + code, null);
        }
        return answer.unusable(code + " (" + words + ")");
    }
}
