package io.zapas.alerting.boot;

import io.zapas.alerting.condition.DesyncRules;
import io.zapas.alerting.condition.SkuFacts;
import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest facts by subject. Older facts than those known are ignored. Bounded by the number of SKUs and open desyncs. On the engine's context. */
final class FactBook {
    private final Map<String, SkuFacts> skus = new HashMap<>();
    private final Map<String, Desync> desyncs = new HashMap<>();
    private final Map<String, String> skuOfSubject = new HashMap<>();

    /** Answers the subject to judge; empty when this was known already. */
    Optional<String> learn(Fact fact) {
        if (fact instanceof Fact.Stock stock) {
            return learn(stock);
        }
        if (fact instanceof Fact.Outlook outlook) {
            return learn(outlook);
        }
        return learn((Fact.Mismatch) fact);
    }

    private Optional<String> learn(Fact.Stock fact) {
        SkuFacts known = sku(fact.sku());
        Availability before = known.availability();
        Availability now = fact.availability();
        if (before != null && now != null && now.version() < before.version()) {
            return Optional.empty();
        }
        return remember(known.with(now));
    }

    private Optional<String> learn(Fact.Outlook fact) {
        SkuFacts known = sku(fact.sku());
        DemandForecast before = known.forecast();
        DemandForecast now = fact.forecast();
        boolean older = before != null && now != null && now.asOf() != null && before.asOf() != null;
        if (older && now.asOf().isBefore(before.asOf())) {
            return Optional.empty();
        }
        return remember(known.with(now));
    }

    private Optional<String> remember(SkuFacts facts) {
        skus.put(facts.sku(), facts);
        String subject = StockRules.subject(facts.sku());
        skuOfSubject.put(subject, facts.sku());
        return Optional.of(subject);
    }

    private Optional<String> learn(Fact.Mismatch fact) {
        String subject = DesyncRules.subject(fact.id());
        if (fact.desync() == null || fact.desync().state() == Desync.State.CLOSED) {
            desyncs.remove(subject);
        } else {
            desyncs.put(subject, fact.desync());
        }
        return Optional.of(subject);
    }

    private SkuFacts sku(String sku) {
        return skus.getOrDefault(sku, SkuFacts.none(sku));
    }

    /** What the rules find about a subject now. */
    List<Finding> judge(String subject, Instant now) {
        String sku = skuOfSubject.get(subject);
        if (sku != null) {
            return StockRules.judge(sku(sku), now);
        }
        Desync desync = desyncs.get(subject);
        return desync == null ? List.of() : DesyncRules.judge(desync, sku(desync.sku()));
    }

    /** When time alone may change the judgement; null: never. */
    Instant nextTurn(String subject, Instant now) {
        String sku = skuOfSubject.get(subject);
        return sku == null ? null : sku(sku).nextTurn(now);
    }
}
