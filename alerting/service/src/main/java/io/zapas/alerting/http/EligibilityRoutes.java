package io.zapas.alerting.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.eligibility.AdRow;
import io.zapas.alerting.eligibility.AdView;
import io.zapas.alerting.eligibility.Platforms;
import io.zapas.alerting.eligibility.SkuAds;
import io.zapas.alerting.eligibility.Standing;
import io.zapas.alerting.render.AdTables;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.Access;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * {@code /v1/ads/eligibility}: the feed as JSON, CSV or TSV by {@code format} or else by Accept, one SKU with its history, and approvals. Rows are sorted by SKU; a feed has all
 * of them, because a SKU that is left out is advertised.
 */
public final class EligibilityRoutes {
    private static final int MAX_TEXT = 128;
    private static final int MAX_SKUS = 10_000;
    private static final String GOOGLE = "google";

    private final EligibilityBook book;
    private final InstantSource clock;
    private final Duration maxAge;
    private final int label;

    /**
     * @param maxAge nobody should act on an answer that is older
     * @param label custom label of the Google columns, 0 to 4
     */
    public EligibilityRoutes(EligibilityBook book, InstantSource clock, Duration maxAge, int label) {
        this.book = book;
        this.clock = clock;
        this.maxAge = maxAge;
        this.label = label;
    }

    public void mount(Router router) {
        router.get("/v1/ads/eligibility").handler(this::list);
        router.post("/v1/ads/eligibility/approve").handler(this::approve);
        router.get("/v1/ads/eligibility/:sku").handler(this::one);
    }

    private enum Format {
        JSON("application/json"),
        CSV("text/csv; charset=utf-8"),
        TSV("text/tab-separated-values; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }
    }

    private void list(RoutingContext call) {
        String platform;
        Format format;
        boolean waiting;
        try {
            platform = platform(call.request().getParam("platform"));
            format = format(call);
            waiting = flag(call, "waiting");
        } catch (ProblemException e) {
            call.fail(e);
            return;
        }
        Future<Answer> answer = book.feed()
                .compose(feed -> call.vertx().executeBlocking(() -> answer(feed, platform, format, waiting), false));
        Answers.finish(call, answer, text -> send(call, format, text));
    }

    /** @param body as it is sent */
    private record Answer(EligibilityBook.Feed feed, long stale, long waiting, Buffer body) {}

    /** There may be a hundred thousand rows: not on an event loop. */
    private Answer answer(EligibilityBook.Feed feed, String platform, Format format, boolean waiting) {
        List<AdRow> all = feed.skus().stream()
                .map(view -> view.row(platform))
                .sorted(Comparator.comparing(AdRow::sku))
                .toList();
        long frozen = all.stream().filter(row -> row.doubt() != null).count();
        long held = all.stream().filter(AdRow::waits).count();
        List<AdRow> rows = waiting ? all.stream().filter(AdRow::waits).toList() : all;
        return new Answer(
                feed,
                frozen,
                held,
                switch (format) {
                    case JSON -> Buffer.buffer(Json.bytes(document(feed, platform, rows, frozen, held)));
                    case CSV -> Buffer.buffer(table(platform, rows, ','));
                    case TSV -> Buffer.buffer(table(platform, rows, '\t'));
                });
    }

    private String table(String platform, List<AdRow> rows, char delimiter) {
        return GOOGLE.equals(platform) ? AdTables.google(rows, label, delimiter) : AdTables.plain(rows, delimiter);
    }

    private Document document(EligibilityBook.Feed feed, String platform, List<AdRow> rows, long frozen, long held) {
        boolean late = feed.judgedAt().plus(maxAge).isBefore(feed.generatedAt());
        return new Document(
                feed.generatedAt(),
                feed.judgedAt(),
                maxAge.toSeconds(),
                platform,
                late || frozen > 0,
                frozen,
                held,
                rows.size(),
                rows);
    }

    /** @param stale some rows, or all of it, stand on old figures */
    private record Document(
            Instant generatedAt,
            Instant judgedAt,
            long maxAge,
            String platform,
            boolean stale,
            long staleSkus,
            long waitingSkus,
            int total,
            List<AdRow> items) {}

    private void send(RoutingContext call, Format format, Answer answer) {
        call.response()
                .putHeader("content-type", format.contentType)
                .putHeader("cache-control", "no-cache")
                .putHeader("vary", "Accept")
                .putHeader("zapas-generated-at", answer.feed.generatedAt().toString())
                .putHeader("zapas-judged-at", answer.feed.judgedAt().toString())
                .putHeader("zapas-max-age", Long.toString(maxAge.toSeconds()))
                .putHeader("zapas-stale-skus", Long.toString(answer.stale))
                .putHeader("zapas-waiting-skus", Long.toString(answer.waiting))
                .end(answer.body);
    }

    private void one(RoutingContext call) {
        String sku = call.pathParam("sku");
        Future<ObjectNode> answer = book.eligibility(sku)
                .map(found -> history(found.orElseThrow(
                        () -> new ProblemException(404, "unknown-sku", "Nothing is known of SKU " + sku))));
        Answers.finish(call, answer, body -> Answers.json(call, body));
    }

    private static ObjectNode history(AdView view) {
        SkuAds ads = view.ads();
        ObjectNode node = Json.mapper().createObjectNode().put("sku", view.sku());
        node.set("everywhere", state(view.everywhere(), ads == null ? null : ads.everywhere()));
        node.set("elsewhere", state(view.elsewhere(), ads == null ? null : ads.elsewhere()));
        ObjectNode platforms = node.putObject("platforms");
        new TreeMap<>(view.platforms())
                .forEach((platform, row) -> platforms.set(platform, state(row, ads == null ? null : ads.on(platform))));
        return node;
    }

    private static ObjectNode state(AdRow row, Standing standing) {
        ObjectNode node = Json.mapper().valueToTree(row);
        node.remove("sku");
        node.set("history", Json.mapper().valueToTree(standing == null ? List.of() : standing.history()));
        node.put("omitted", standing == null ? 0 : standing.omitted());
        return node;
    }

    private void approve(RoutingContext call) {
        EligibilityBook.Approval approval;
        try {
            approval = approval(call);
        } catch (InvalidFieldException e) {
            call.fail(new ProblemException(400, "invalid-field", e.getMessage()));
            return;
        } catch (UncheckedIOException e) {
            call.fail(new ProblemException(400, "invalid-json", "The body is not JSON"));
            return;
        } catch (ProblemException e) {
            call.fail(e);
            return;
        }
        Answers.finish(call, book.approve(approval), done -> Answers.json(call, done));
    }

    private EligibilityBook.Approval approval(RoutingContext call) {
        Buffer body = call.body() == null ? null : call.body().buffer();
        if (body == null || body.length() == 0) {
            throw missing();
        }
        JsonNode node = Json.tree(body.getBytes());
        Fields fields = Fields.of(node, "");
        List<String> skus = fields.texts("skus", MAX_SKUS);
        Instant asOf = fields.time("asOf");
        boolean named = node.hasNonNull("skus");
        if (!named && asOf == null) {
            throw missing();
        }
        Instant now = clock.instant();
        if (asOf != null && asOf.isAfter(now)) {
            throw new ProblemException(400, "invalid-field", "asOf must not be in the future, was " + asOf);
        }
        String by = fields.text("by");
        return new EligibilityBook.Approval(
                platform(fields.text("platform")),
                named ? skus : null,
                asOf == null ? now : asOf,
                by != null ? by : Access.caller(call).map(Access.Caller::id).orElse("anonymous"));
    }

    /** Who approves everything says which everything: more may wait by now than was looked at. */
    private static ProblemException missing() {
        return new ProblemException(
                400, "invalid-field", "asOf, the generatedAt of the list that was looked at, is required without skus");
    }

    private static String platform(String text) {
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_TEXT) {
            throw new ProblemException(400, "invalid-field", "platform must be 1 to " + MAX_TEXT + " characters");
        }
        return Platforms.named(text)
                .orElseThrow(() -> new ProblemException(
                        400, "invalid-field", "platform must be 1 to " + MAX_TEXT + " characters, was blank"));
    }

    private static boolean flag(RoutingContext call, String name) {
        String text = call.request().getParam(name);
        return switch (text == null ? "false" : text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ProblemException(400, "invalid-field", name + " must be true or false, was " + text);
        };
    }

    private static Format format(RoutingContext call) {
        String format = call.request().getParam("format");
        if (format == null) {
            String accept = String.valueOf(call.request().getHeader("accept")).toLowerCase(Locale.ROOT);
            return accept.contains("text/csv")
                    ? Format.CSV
                    : accept.contains("text/tab-separated-values") ? Format.TSV : Format.JSON;
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "json" -> Format.JSON;
            case "csv" -> Format.CSV;
            case "tsv" -> Format.TSV;
            default ->
                throw new ProblemException(400, "invalid-field", "format must be one of json, csv, tsv, was " + format);
        };
    }
}
