package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AllegroCalls;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.TokenFile;
import io.zapas.stocksync.statement.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Allegro's offers show, by the journal of offer events (kept for 24 hours), which names offers and no quantities: they are asked for, {@value #IDS_PER_CALL} a call. It begins with the journal's
 * end and all active offers, and does so again every {@value #ANEW_HOURS} hours, before the journal forgets what was not read. An offer that is not active shows nothing.
 *
 * <p>Cursors: {@code skip:EVENT} while the journal's end is looked for, {@code all:OFFSET:HOUR:EVENT} while offers are gone through, then {@code at:HOUR:EVENT}, where the hour is that of the
 * beginning. Offers of One Fulfillment are not of our stock.
 */
final class AllegroOffers extends HttpFeed {
    private static final int ANEW_HOURS = 22;
    private static final int SKIPPED = 1_000;
    private static final int EVENTS = 200;
    private static final int PAGE = 200;
    /** Offers that end while others are gone through move those behind them to the front. */
    private static final int OVERLAP = 50;

    private static final int IDS_PER_CALL = 50;
    private static final Pattern SKIP = Pattern.compile("skip:(.*)");
    private static final Pattern ALL = Pattern.compile("all:(\\d{1,7}):(\\d{1,9}):(.*)");
    private static final Pattern JOURNAL = Pattern.compile("at:(\\d{1,9}):(.*)");
    private static final Set<String> SHOWN = Set.of("ACTIVE", "ACTIVATING");
    private static final Set<String> OVER = Set.of("OFFER_ENDED", "OFFER_ARCHIVED");
    /** What changes neither quantity nor SKU. Events of a kind nobody knew are looked at. */
    private static final Set<String> UNCONCERNED = Set.of(
            "OFFER_PRICE_CHANGED",
            "OFFER_BID_PLACED",
            "OFFER_BID_CANCELED",
            "OFFER_TRANSLATION_UPDATED",
            "OFFER_VISIBILITY_CHANGED",
            "OFFER_DELIVERY_COUNTRIES_BLOCKED");

    private final AllegroCalls calls;

    AllegroOffers(Account account, Duration every, TokenFile token) {
        super("allegro", OFFERS, account, every);
        this.calls = new AllegroCalls(account, token);
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        String known = cursor == null ? "" : cursor;
        Matcher all = ALL.matcher(known);
        if (all.matches()) {
            return all(Integer.parseInt(all.group(1)), all.group(2), all.group(3), limit);
        }
        Matcher journal = JOURNAL.matcher(known);
        if (journal.matches() && hour() - Long.parseLong(journal.group(1)) < ANEW_HOURS) {
            return journal(journal.group(1), journal.group(2), limit);
        }
        Matcher skip = SKIP.matcher(known);
        return skip(skip.matches() ? skip.group(1) : "", limit);
    }

    private long hour() {
        return Duration.between(Instant.EPOCH, account.clock().instant()).toHours();
    }

    /** What is in the journal already is in the offers that are read next. */
    private Future<FeedPage> skip(String last, TimeLimit limit) {
        return events(last, SKIPPED, limit).map(events -> {
            String newest = newest(events, last);
            return builder().page(events.isEmpty() ? "all:0:" + hour() + ":" + last : "skip:" + newest, false);
        });
    }

    private Future<FeedPage> all(int offset, String hour, String event, TimeLimit limit) {
        Instant asked = account.clock().instant();
        return offers("publication.status=ACTIVE&limit=" + PAGE + "&offset=" + offset, limit)
                .map(offers -> {
                    PageBuilder page = builder();
                    offers.forEach(offer -> add(page, offer, asked));
                    boolean more = offers.size() >= PAGE;
                    return page.page(
                            more
                                    ? "all:" + (offset + PAGE - OVERLAP) + ":" + hour + ":" + event
                                    : "at:" + hour + ":" + event,
                            false);
                });
    }

    private Future<FeedPage> journal(String hour, String last, TimeLimit limit) {
        return events(last, EVENTS, limit).compose(events -> {
            // By offer, the last event of each.
            Map<String, JsonNode> changed = new LinkedHashMap<>();
            for (JsonNode event : events) {
                String offer = event.path("offer").path("id").asText("");
                if (!offer.isEmpty() && !UNCONCERNED.contains(event.path("type").asText())) {
                    changed.put(offer, event);
                }
            }
            PageBuilder page = builder();
            return read(List.copyOf(changed.keySet()), changed, page, limit)
                    .map(done -> page.page("at:" + hour + ":" + newest(events, last), events.size() < EVENTS));
        });
    }

    /** Asks for some offers after the other. */
    private Future<Void> read(List<String> ids, Map<String, JsonNode> changed, PageBuilder page, TimeLimit limit) {
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> first = ids.subList(0, Math.min(IDS_PER_CALL, ids.size()));
        String query = first.stream().map(id -> "offer.id=" + Call.encoded(id)).collect(Collectors.joining("&"));
        Instant asked = account.clock().instant();
        return offers(query + "&limit=" + IDS_PER_CALL, limit).compose(offers -> {
            Set<String> told = new HashSet<>();
            for (JsonNode offer : offers) {
                told.add(offer.path("id").asText());
                add(page, offer, asked);
            }
            for (String id : first) {
                String sku = changed.get(id)
                        .path("offer")
                        .path("external")
                        .path("id")
                        .asText("");
                boolean over = OVER.contains(changed.get(id).path("type").asText());
                if (!told.contains(id) && over && !sku.isEmpty()) {
                    page.offer(id, sku, 0, asked);
                }
            }
            return read(ids.subList(first.size(), ids.size()), changed, page, limit);
        });
    }

    private Future<JsonNode> events(String last, int most, TimeLimit limit) {
        String from = last.isEmpty() ? "" : "&from=" + Call.encoded(last);
        return calls.list("offer-events", "/sale/offer-events?limit=" + most + from, "offerEvents", "id", limit);
    }

    private Future<JsonNode> offers(String query, TimeLimit limit) {
        return calls.list("offers", "/sale/offers?" + query, "offers", "id", limit);
    }

    private static String newest(JsonNode events, String last) {
        return events.isEmpty()
                ? last
                : events.get(events.size() - 1).path("id").asText();
    }

    private void add(PageBuilder page, JsonNode offer, Instant asked) {
        String id = offer.path("id").asText();
        if (offer.path("isFulfillment").asBoolean()) {
            return;
        }
        page.add(id, KeptFields.of(offer, "id", "external", "stock", "publication"), (part, statements) -> {
            Part external = part.object("external");
            Part publication = part.required("publication", part.object("publication"));
            Part stock = part.object("stock");
            boolean shown = SHOWN.contains(publication.requiredText("status"));
            long units = shown ? part.required("stock", stock).requiredUnits("available") : 0;
            page.offer(part.requiredText("id"), external == null ? null : external.text("id"), units, asked);
        });
    }
}
