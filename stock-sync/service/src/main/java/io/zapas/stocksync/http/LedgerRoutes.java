package io.zapas.stocksync.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.History;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /v1/ledger?sku=&limit=&before=}: what happened to a SKU, newest first, as far back as {@code stock.ledger} goes. {@code next} of an answer is the
 * {@code before} of the next page; a page may be shorter than its limit and still have one. Answered from Kafka; a call may take a second.
 */
public final class LedgerRoutes {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 500;

    private final KafkaAccess kafka;
    private final CallerChannel callers;

    public LedgerRoutes(KafkaAccess kafka, CallerChannel callers) {
        this.kafka = kafka;
        this.callers = callers;
    }

    public void mount(Router router) {
        router.get("/v1/ledger").handler(this::page);
    }

    private void page(RoutingContext ctx) {
        String sku = Replies.parameter(ctx, "sku");
        if (sku == null) {
            throw new InvalidFieldException("sku", "is required: whose ledger?");
        }
        int limit = (int) number(ctx, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        long before = number(ctx, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        String channel = callers.of(ctx).orElse(null);
        kafka.history(StockTopics.STOCK_LEDGER, sku, before, limit)
                .map(history -> answer(sku, channel, history))
                .onSuccess(answer -> Replies.json(ctx, 200, answer))
                .onFailure(cause -> ctx.fail(Replies.away("kafka-unavailable", "Kafka does not answer.", cause)));
    }

    /** A channel's key sees the entries of its own orders, and those of nobody's. */
    private static Map<String, Object> answer(String sku, String channel, History history) {
        Set<Long> seen = new HashSet<>();
        List<LedgerEntry> entries = new ArrayList<>();
        for (byte[] value : history.values()) {
            LedgerEntry entry = Json.read(value, LedgerEntry.class);
            // After a crash of the relay the last entries stand there twice.
            boolean visible = channel == null
                    || entry.channel() == null
                    || entry.channel().equals(channel);
            if (seen.add(entry.seq()) && visible) {
                entries.add(entry);
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sku", sku);
        answer.put("entries", entries);
        if (history.next() >= 0) {
            answer.put("next", history.next());
        }
        return answer;
    }

    private static long number(RoutingContext ctx, String name, long otherwise, long max) {
        String value = ctx.queryParams().get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidFieldException(name, "must be a whole number, was \"" + value + "\"");
        }
        throw new InvalidFieldException(name, "must be 1 to " + max + ", was " + value);
    }
}
