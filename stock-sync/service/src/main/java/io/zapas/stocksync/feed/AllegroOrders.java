package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.AllegroCalls;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.TokenFile;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Allegro's orders, by the journal of order events (kept for 60 days): whatever happened to an order, its checkout form is read anew and stated as it stands, once a page. It begins with the
 * open orders of the last {@value #FIRST_DAYS} days, after the journal's end was looked up. A journal that was left alone for {@value #JOURNAL_DAYS} days is begun anew with all
 * orders of these days, since what was cancelled or sent meanwhile may be in it no longer.
 *
 * <p>Cursors: {@code open:MILLIS:OFFSET:EVENT} while orders bought from then on are gone through ({@code again:} when all of them count), then {@code at:DAY:EVENT}, where the day is that of
 * the last reading. An event without a checkout form is told again when there is one. Orders of One Fulfillment are not sent from our stock.
 */
final class AllegroOrders extends HttpFeed {
    private static final int FIRST_DAYS = 30;
    private static final int JOURNAL_DAYS = 55;
    private static final int PAGE = 100;
    private static final Pattern LISTING = Pattern.compile("(open|again):(\\d{1,15}):(\\d{1,6}):(.*)");
    private static final Pattern JOURNAL = Pattern.compile("at:(\\d{1,6}):(.*)");
    private static final Set<String> SENT = Set.of("SENT", "PICKED_UP", "RETURNED");
    private static final Set<String> STATUSES = Set.of("BOUGHT", "FILLED_IN", "READY_FOR_PROCESSING", "CANCELLED");

    private final AllegroCalls calls;

    AllegroOrders(Account account, Duration every, TokenFile token) {
        super("allegro", ORDERS, account, every);
        this.calls = new AllegroCalls(account, token);
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        if (cursor == null) {
            return begin("open", FIRST_DAYS, limit);
        }
        Matcher listing = LISTING.matcher(cursor);
        if (listing.matches()) {
            Instant since = Instant.ofEpochMilli(Long.parseLong(listing.group(2)));
            return listing(
                    listing.group(1).equals("open"),
                    since,
                    Integer.parseInt(listing.group(3)),
                    listing.group(4),
                    limit);
        }
        Matcher journal = JOURNAL.matcher(cursor);
        if (journal.matches() && today() - Long.parseLong(journal.group(1)) <= JOURNAL_DAYS) {
            return journal(journal.group(2), limit);
        }
        return begin("again", JOURNAL_DAYS, limit);
    }

    private long today() {
        return Duration.between(Instant.EPOCH, account.clock().instant()).toDays();
    }

    /** An empty journal has no latest event, and is read from its beginning later. */
    private Future<FeedPage> begin(String mode, int days, TimeLimit limit) {
        return calls.get("event-stats", "/order/event-stats", limit).map(answer -> {
            JsonNode stats = answer.json();
            if (!stats.has("latestEvent")) {
                throw answer.unusable("an answer without latestEvent");
            }
            String event = stats.path("latestEvent").path("id").asText("");
            Instant since = account.clock().instant().minus(Duration.ofDays(days));
            return builder().page(mode + ":" + since.toEpochMilli() + ":0:" + event, false);
        });
    }

    /** Those bought in the same instant may fill a page: then they are counted off. */
    private Future<FeedPage> listing(boolean openOnly, Instant since, int offset, String event, TimeLimit limit) {
        String path = "/order/checkout-forms?limit=" + PAGE + "&offset=" + offset
                + "&sort=lineItems.boughtAt&lineItems.boughtAt.gte=" + Call.encoded(since.toString());
        return calls.list("checkout-forms", path, "checkoutForms", "id", limit).map(forms -> {
            PageBuilder page = builder();
            List<Instant> bought = new ArrayList<>();
            for (JsonNode form : forms) {
                bought.add(bought(form, since));
                add(page, form.path("id").asText(), form, openOnly);
            }
            if (bought.size() < PAGE) {
                return page.page("at:" + today() + ":" + event, false);
            }
            String mode = openOnly ? "open:" : "again:";
            Instant newest = bought.get(bought.size() - 1);
            boolean sorted = bought.stream().sorted().toList().equals(bought);
            return page.page(
                    sorted && newest.isAfter(since)
                            ? mode + newest.toEpochMilli() + ":0:" + event
                            : mode + since.toEpochMilli() + ":" + (offset + PAGE) + ":" + event,
                    false);
        });
    }

    /** When the latest of its lines was bought, which is what Allegro sorts by. */
    private static Instant bought(JsonNode form, Instant otherwise) {
        Instant latest = Instant.MIN;
        for (JsonNode line : form.path("lineItems")) {
            try {
                Instant at =
                        OffsetDateTime.parse(line.path("boughtAt").asText()).toInstant();
                latest = at.isAfter(latest) ? at : latest;
            } catch (DateTimeException e) {
                // Told as unusable, if it matters.
            }
        }
        return latest.equals(Instant.MIN) ? otherwise : latest;
    }

    private Future<FeedPage> journal(String last, TimeLimit limit) {
        String from = last.isEmpty() ? "" : "&from=" + Call.encoded(last);
        return calls.list("order events", "/order/events?limit=" + PAGE + from, "events", "id", limit)
                .compose(events -> {
                    Set<String> forms = new LinkedHashSet<>();
                    String newest = last;
                    for (JsonNode event : events) {
                        newest = event.path("id").asText();
                        String form = event.path("order")
                                .path("checkoutForm")
                                .path("id")
                                .asText("");
                        if (!form.isEmpty()) {
                            forms.add(form);
                        }
                    }
                    String next = "at:" + today() + ":" + newest;
                    PageBuilder page = builder();
                    return read(forms.iterator(), page, limit).map(done -> page.page(next, events.size() < PAGE));
                });
    }

    /** Reads forms one after the other. */
    private Future<Void> read(Iterator<String> forms, PageBuilder page, TimeLimit limit) {
        if (!forms.hasNext()) {
            return Future.succeededFuture();
        }
        String id = forms.next();
        return calls.get("checkout-forms", "/order/checkout-forms/" + Call.segment(id), limit, 404)
                .compose(answer -> {
                    add(page, id, answer);
                    return read(forms, page, limit);
                });
    }

    /** One that is not there may be there in a moment: to call it cancelled could not be taken back. */
    private void add(PageBuilder page, String id, Answer answer) {
        if (answer.status() == 404) {
            page.add(id, Json.mapper().createObjectNode().put("checkoutForm", id), (part, statements) -> {
                throw part.invalid(
                        "checkoutForm", "is not there: bought together with something else? its hold ends by itself");
            });
            return;
        }
        JsonNode form = answer.json();
        if (!id.equals(form.path("id").asText())) {
            throw answer.unusable("an answer that is not the checkout form that was asked for");
        }
        add(page, id, form, false);
    }

    private void add(PageBuilder page, String id, JsonNode form, boolean openOnly) {
        JsonNode kept = KeptFields.of(form, "id", "status", "fulfillment", "payment", "lineItems", "updatedAt");
        page.add(id, kept, (part, statements) -> state(part, statements, openOnly));
    }

    private void state(Part form, Statements statements, boolean openOnly) {
        Part fulfilment = form.object("fulfillment");
        Part provider = fulfilment == null ? null : fulfilment.object("provider");
        if (provider != null && "ALLEGRO".equals(provider.text("id"))) {
            return;
        }
        String status = form.requiredText("status");
        if (!STATUSES.contains(status)) {
            throw form.invalid(
                    "status", "must be one of " + STATUSES.stream().sorted().toList());
        }
        String sent = fulfilment == null ? null : fulfilment.text("status");
        boolean cancelled = status.equals("CANCELLED") || "CANCELLED".equals(sent);
        Instant time = form.required("updatedAt", form.time("updatedAt"));
        OrderUnits units = new OrderUnits();
        Instant placed = null;
        for (Part line : form.requiredList("lineItems")) {
            Instant bought = line.time("boughtAt");
            placed = placed == null || (bought != null && bought.isBefore(placed)) ? bought : placed;
            long quantity = line.requiredUnits("quantity");
            LineName name = name(line);
            if (cancelled) {
                units.givenUp(name, quantity);
            } else if (sent != null && SENT.contains(sent)) {
                units.left(name, quantity, time);
            } else {
                units.wanted(name, quantity);
            }
        }
        if (!openOnly || units.isOpen()) {
            OrderStatement statement = new OrderStatement(channel(), form.requiredText("id"), null, placed);
            units.state(statement, statements, time, isPaid(form, status) ? null : Order.Payment.PENDING);
        }
    }

    /** Ready to be sent means that the money is there, or comes on delivery. */
    private static boolean isPaid(Part form, String status) {
        Part payment = form.object("payment");
        return status.equals("READY_FOR_PROCESSING") || (payment != null && payment.has("finishedAt"));
    }

    private static LineName name(Part line) {
        Part offer = line.required("offer", line.object("offer"));
        Part external = offer.object("external");
        String sku = external == null ? null : external.text("id");
        return sku == null ? LineName.listing(offer.requiredText("id")) : LineName.sku(sku);
    }
}
