package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.MiraklCalls;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Mirakl (Empik and others): a file of offers, imported with {@code PARTIAL_UPDATE}, which leaves alone what is not in it (OF01); asked after until it is done (OF02); its
 * errors are told by a file again (OF03). Every offer must be counted in the end, as taken or as an error.
 */
final class MiraklConnector extends HttpConnector {
    static final String NAME = "mirakl";
    /** A push may take this many times as long as a call. */
    static final int TIMES = 6;

    private static final String IMPORTS = "/api/offers/imports";
    private static final int BATCH = 5_000;
    private static final Duration FIRST_POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(10);
    private static final Set<String> FAILED = Set.of("FAILED", "CANCELLED", "REJECTED");
    private static final Set<String> SKU_COLUMNS = Set.of("sku", "shop_sku", "shop-sku", "offer-sku");

    private final MiraklCalls calls;
    private final char separator;

    MiraklConnector(Account account, MiraklCalls calls, char separator) {
        super(NAME, account, ANY_ID, "an offer's SKU", account.timeout().multipliedBy(TIMES));
        this.calls = calls;
        this.separator = separator;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        String boundary = "zapas-" + Long.toHexString(account.clock().instant().toEpochMilli());
        byte[] form = ("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"import_mode\"\r\n\r\nPARTIAL_UPDATE\r\n--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"offers.csv\"\r\n"
                        + "Content-Type: text/csv; charset=utf-8\r\n\r\n" + file(wishes) + "\r\n--" + boundary
                        + "--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        Call call = calls.known(Call.post(address(""))).body("multipart/form-data; boundary=" + boundary, form);
        return account.http().send("OF01", call, limit).compose(answer -> {
            String id = answer.json().path("import_id").asText("");
            if (!id.matches("[0-9A-Za-z-]{1,64}")) {
                throw answer.unusable("an answer without import_id");
            }
            return await(id, FIRST_POLL, wishes, limit);
        });
    }

    private String address(String path) {
        return calls.address(IMPORTS + path);
    }

    private String file(List<Wish> wishes) {
        StringBuilder text = new StringBuilder();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setRecordSeparator('\n')
                .get();
        try {
            format.printRecord(text, "sku", "quantity", "update-delete");
            for (Wish wish : wishes) {
                format.printRecord(text, wish.offerId(), wish.quantity(), "update");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private Future<Pushed> await(String id, Duration wait, List<Wish> wishes, TimeLimit limit) {
        if (!limit.allows(wait)) {
            return Future.failedFuture(
                    new AccountException(Kind.AWAY, NAME + " OF02: import " + id + " is not done in time", null));
        }
        Duration next = wait.multipliedBy(2).compareTo(LONGEST_POLL) < 0 ? wait.multipliedBy(2) : LONGEST_POLL;
        return account.waits()
                .after(wait)
                .compose(waited -> account.http().sendUnpaced("OF02", calls.known(Call.get(address("/" + id))), limit))
                .recover(failure -> {
                    // Asking again does no harm.
                    boolean away = failure instanceof AccountException e && e.kind() == Kind.AWAY;
                    return away && limit.allows(next) ? Future.succeededFuture() : Future.failedFuture(failure);
                })
                .compose(answer -> {
                    if (answer == null) {
                        return await(id, next, wishes, limit);
                    }
                    JsonNode json = answer.json();
                    String status = json.path("status").asText("").toUpperCase(Locale.ROOT);
                    if (status.isEmpty()) {
                        throw answer.unusable("an answer without status");
                    }
                    if (FAILED.contains(status)) {
                        throw answer.unusable(status + " "
                                + Words.clean(json.path("reason_status").asText("")));
                    }
                    return status.equals("COMPLETE")
                            ? done(answer, json, id, wishes, limit)
                            : await(id, next, wishes, limit);
                });
    }

    private Future<Pushed> done(Answer answer, JsonNode json, String id, List<Wish> wishes, TimeLimit limit) {
        int errors = json.path("lines_in_error").asInt(0);
        JsonNode success = json.path("lines_in_success");
        if (!success.isInt() || success.intValue() + errors != wishes.size()) {
            throw answer.unusable(
                    "it counts " + success.asText() + " taken and " + errors + " refused of " + wishes.size());
        }
        if (errors == 0) {
            return Future.succeededFuture(Pushed.ALL);
        }
        return account.http()
                .sendUnpaced(
                        "OF03",
                        calls.known(Call.get(address("/" + id + "/error_report")))
                                .header("Accept", "*/*"),
                        limit)
                .map(report -> read(report, errors, wishes));
    }

    private Pushed read(Answer report, int errors, List<Wish> wishes) {
        Map<String, Wish> bySku = new HashMap<>();
        wishes.forEach(wish -> bySku.put(wish.offerId(), wish));
        Refusals refusals = new Refusals();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser rows = CSVParser.parse(
                new StringReader(report.body().toString(StandardCharsets.UTF_8).replace("\uFEFF", "")), format)) {
            List<String> names = rows.getHeaderNames();
            int sku = column(names, SKU_COLUMNS::contains);
            int message = column(names, name -> name.contains("error") && name.contains("message"));
            if (sku < 0 || message < 0) {
                throw report.unusable("an error report without the columns sku and error-message");
            }
            for (CSVRecord row : rows) {
                Wish wish = row.size() > sku ? bySku.get(row.get(sku)) : null;
                if (wish != null) {
                    refusals.refuse(wish, row.size() > message ? row.get(message) : "");
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw report.unusable("an error report that is not CSV");
        }
        Pushed pushed = refusals.pushed();
        if (pushed.refused().size() != errors) {
            throw report.unusable(
                    "an error report of " + pushed.refused().size() + " offers where " + errors + " were refused");
        }
        return pushed;
    }

    private static int column(List<String> names, Predicate<String> wanted) {
        for (int i = 0; i < names.size(); i++) {
            if (wanted.test(names.get(i).strip().toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return -1;
    }
}
