package io.zapas.forecast.kafka;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.Backtest;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest forecast of every SKU, from the compacted {@code demand.forecast}: kept as the bytes that were published, with what lists sort by. */
public final class RotationView {
    private static final Logger log = LoggerFactory.getLogger(RotationView.class);

    private final Map<String, Entry> bySku = new ConcurrentHashMap<>();

    /** One forecast. Figures are null where it has none. */
    public static final class Entry {
        private final byte[] json;
        private final String sku;
        private final String name;
        private final String owner;
        private final String abc;
        private final Double velocity;
        private final Double daysOfCover;
        private final Double risk;
        private final LocalDate stockout;
        private final BigDecimal turnover;
        private final String currency;
        private final String supplier;
        private final String xyz;
        private final String pattern;
        private final BigDecimal lostValue;
        private final boolean toOrder;
        private final BigDecimal orderCost;
        private final BigDecimal avoidedLoss;
        private final boolean tooLate;
        private final boolean overstocked;
        private final boolean dead;
        private final BigDecimal excessValue;
        private final Backtest backtest;
        private final List<String> signals;

        Entry(byte[] json, DemandForecast forecast) {
            this.json = json;
            this.sku = forecast.sku();
            this.name = forecast.name();
            this.owner = forecast.owner();
            this.abc = forecast.abc();
            this.velocity = forecast.velocity();
            this.daysOfCover = forecast.daysOfCover();
            this.risk = forecast.risk() == null ? null : forecast.risk().stockoutBeforeReceipt();
            this.stockout = forecast.stockoutDate() == null
                    ? null
                    : forecast.stockoutDate().p50();
            this.turnover = forecast.turnoverPerDay();
            this.currency = forecast.currency();
            this.supplier = forecast.supplier();
            this.xyz = forecast.xyz();
            this.pattern =
                    forecast.pattern() == null ? null : forecast.pattern().category();
            this.lostValue = forecast.risk() == null ? null : forecast.risk().lostValue();
            this.tooLate = forecast.risk() != null && forecast.risk().tooLateToOrder();
            SuggestedOrder order = forecast.suggestedOrder();
            this.toOrder = order != null;
            this.orderCost = order == null ? null : order.cost();
            this.avoidedLoss = order == null ? null : order.avoidedLoss();
            Shelf shelf = forecast.shelf();
            this.overstocked = shelf != null && shelf.excessUnits() > 0;
            this.dead = shelf != null && shelf.dead();
            this.excessValue = shelf == null ? null : shelf.excessValue();
            this.backtest = forecast.backtest();
            this.signals = forecast.signals().stream()
                    .map(signal -> signal.kind().intern())
                    .distinct()
                    .toList();
        }

        /** As published, UTF-8. */
        public String json() {
            return new String(json, java.nio.charset.StandardCharsets.UTF_8);
        }

        public DemandForecast forecast() {
            return Json.read(json, DemandForecast.class);
        }

        public String sku() {
            return sku;
        }

        public String name() {
            return name;
        }

        public String owner() {
            return owner;
        }

        public String abc() {
            return abc;
        }

        public Double velocity() {
            return velocity;
        }

        public Double daysOfCover() {
            return daysOfCover;
        }

        public Double risk() {
            return risk;
        }

        public LocalDate stockout() {
            return stockout;
        }

        public BigDecimal turnover() {
            return turnover;
        }

        public String currency() {
            return currency;
        }

        public String supplier() {
            return supplier;
        }

        public String xyz() {
            return xyz;
        }

        public String pattern() {
            return pattern;
        }

        public BigDecimal lostValue() {
            return lostValue;
        }

        public BigDecimal orderCost() {
            return orderCost;
        }

        public BigDecimal avoidedLoss() {
            return avoidedLoss;
        }

        public BigDecimal excessValue() {
            return excessValue;
        }

        public Backtest backtest() {
            return backtest;
        }

        /** Kinds of its signals. */
        public List<String> signals() {
            return signals;
        }

        public boolean isToOrder() {
            return toOrder;
        }

        public boolean isTooLate() {
            return tooLate;
        }

        public boolean isOverstocked() {
            return overstocked;
        }

        public boolean isDead() {
            return dead;
        }
    }

    public void accept(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            bySku.remove(record.key());
            return;
        }
        try {
            bySku.put(record.key(), new Entry(record.value(), Json.read(record.value(), DemandForecast.class)));
        } catch (UncheckedIOException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("sku", record.key())
                    .setCause(e)
                    .log("Forecast that cannot be read is left out");
        }
    }

    /** Null when there is none. */
    public Entry find(String sku) {
        return bySku.get(sku);
    }

    public Collection<Entry> all() {
        return bySku.values();
    }

    /** What a SKU turns over a day, in its own currency, 0 while unknown. */
    public double turnover(String sku) {
        Entry entry = bySku.get(sku);
        return entry == null || entry.turnover() == null ? 0 : entry.turnover().doubleValue();
    }

    /** Mean demand a day without campaigns, 0 while unknown. */
    public double velocity(String sku) {
        Entry entry = bySku.get(sku);
        return entry == null || entry.velocity() == null ? 0 : entry.velocity();
    }
}
