package io.zapas.forecast.supply;

import io.vertx.core.Future;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.domain.Delivery;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.supply.SupplyStore.Delivered;
import io.zapas.forecast.supply.SupplyStore.StatedPrice;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Folds purchase orders, receipts and prices of {@code erp.events} into {@link SupplyStore}. Exactly once in effect: a batch that was applied, wholly or in
 * part, is recognised by its position, an event that was published twice by what is remembered of its SKU. Records of other types are passed over; what cannot
 * be read is too, because stock-sync, whose input the topic is, keeps it in its dead letters.
 */
public final class SupplyFold implements KafkaAccess.BatchHandler {
    private static final String TYPE_HEADER = "ce_type";
    private static final Set<String> TYPES = Set.of(SupplyExpected.TYPE, StockMovement.TYPE, Product.TYPE);
    private static final int MAX_OVERLAPS = 3;

    private final CloudEventCodec codec;
    private final SupplyStore store;
    private final Function<String, SkuFacts> facts;
    private final ZoneId zone;
    private final Consumer<String> learnt;

    /**
     * @param facts what is known of a SKU, null: nothing; a receipt of a SKU without a supplier teaches nothing
     * @param learnt told each SKU whose delivery taught something, or whose last order is another, once it is stored
     */
    public SupplyFold(
            CloudEventCodec codec,
            SupplyStore store,
            Function<String, SkuFacts> facts,
            ZoneId zone,
            Consumer<String> learnt) {
        this.codec = codec;
        this.store = store;
        this.facts = facts;
        this.zone = zone;
        this.learnt = learnt;
    }

    /** Exactly one of supply, receipt and price is not null. */
    private record Positioned(
            long offset, InboundEvent event, SupplyExpected supply, StockMovement receipt, StatedPrice price) {
        String sku() {
            return supply == null ? receipt.sku() : supply.sku();
        }
    }

    @Override
    public Future<Void> handle(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        List<Positioned> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            read(record).ifPresent(events::add);
        }
        long next = records.get(records.size() - 1).offset() + 1;
        return fold(partition, events, records.get(0).offset(), next, MAX_OVERLAPS);
    }

    private Optional<Positioned> read(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader(TYPE_HEADER);
        if (record.value() == null
                || (type != null && !TYPES.contains(new String(type.value(), StandardCharsets.UTF_8)))) {
            return Optional.empty();
        }
        try {
            InboundEvent event = codec.fromKafka(record);
            if (!TYPES.contains(event.type())) {
                return Optional.empty();
            }
            Fields data = Fields.of(event.data(), "data");
            if (event.type().equals(SupplyExpected.TYPE)) {
                return Optional.of(new Positioned(record.offset(), event, supply(data), null, null));
            }
            if (event.type().equals(Product.TYPE)) {
                return price(data, event).map(price -> new Positioned(record.offset(), event, null, null, price));
            }
            StockMovement movement = movement(data);
            return movement.reason() == StockMovement.Reason.RECEIPT
                    ? Optional.of(new Positioned(record.offset(), event, null, movement, null))
                    : Optional.empty();
        } catch (InvalidFieldException e) {
            return Optional.empty();
        }
    }

    /** Empty for a product whose price is not stated, or of which nothing is known by it. */
    private Optional<StatedPrice> price(Fields data, InboundEvent event) {
        BigDecimal price = data.amount("price");
        return price == null || price.signum() <= 0
                ? Optional.empty()
                : Optional.of(new StatedPrice(
                        data.requiredText("sku"),
                        LocalDate.ofInstant(event.time(), zone).toEpochDay(),
                        event.time(),
                        price,
                        data.text("currency")));
    }

    private static SupplyExpected supply(Fields data) {
        LocalDate eta = data.date("eta");
        if (eta == null) {
            throw new InvalidFieldException("data.eta", "is required");
        }
        return new SupplyExpected(
                data.requiredText("sku"),
                data.text("location"),
                data.requiredInteger("quantity", 0, Fields.MAX_QUANTITY),
                eta,
                data.requiredText("purchaseOrder"),
                data.flag("confirmed"));
    }

    private static StockMovement movement(Fields data) {
        return new StockMovement(
                data.requiredText("sku"),
                data.text("location"),
                data.requiredInteger("delta", -Fields.MAX_QUANTITY, Fields.MAX_QUANTITY),
                data.oneOf("reason", StockMovement.Reason.class),
                data.text("documentId"),
                null);
    }

    private Future<Void> fold(
            TopicPartition partition, List<Positioned> events, long from, long next, int overlapsLeft) {
        Set<String> skus = new LinkedHashSet<>();
        List<StatedPrice> prices = new ArrayList<>();
        List<Positioned> traded = new ArrayList<>();
        for (Positioned event : events) {
            if (event.price() != null) {
                prices.add(event.price());
            } else {
                skus.add(event.sku());
                traded.add(event);
            }
        }
        return store.orders(skus).compose(orders -> {
            Map<String, OpenOrders.State> before = new HashMap<>();
            orders.forEach((sku, open) -> before.put(sku, open.state()));
            List<Delivered> deliveries = new ArrayList<>();
            Set<String> taught = new LinkedHashSet<>();
            for (Positioned event : traded) {
                apply(event, orders.get(event.sku()), deliveries, taught);
            }
            Map<String, OpenOrders> changed = new HashMap<>(orders);
            changed.entrySet().removeIf(entry -> entry.getValue().state().equals(before.get(entry.getKey())));
            return store.apply(partition, from, next, changed, deliveries, prices)
                    .compose(position -> {
                        if (position >= next) {
                            return taught.isEmpty() ? Future.succeededFuture() : tell(taught);
                        }
                        if (overlapsLeft == 0) {
                            return Future.failedFuture(new IllegalStateException(
                                    "another instance is folding " + partition + " at the same time"));
                        }
                        List<Positioned> rest = events.stream()
                                .filter(event -> event.offset() >= position)
                                .toList();
                        return fold(partition, rest, position, next, overlapsLeft - 1);
                    });
        });
    }

    /** Only once the snapshot holds it: who is told computes from there. Figures nobody was told of come with the next hour. */
    private Future<Void> tell(Set<String> taught) {
        return store.refresh().otherwiseEmpty().onSuccess(done -> taught.forEach(learnt));
    }

    private void apply(Positioned event, OpenOrders orders, List<Delivered> deliveries, Set<String> taught) {
        InboundEvent told = event.event();
        LastOrder before = orders.last();
        if (event.supply() != null) {
            orders.stated(event.supply(), told.time());
        } else {
            receive(event, orders, deliveries, taught);
        }
        if (!Objects.equals(before, orders.last())) {
            taught.add(Objects.requireNonNull(event.sku()));
        }
    }

    private void receive(Positioned event, OpenOrders orders, List<Delivered> deliveries, Set<String> taught) {
        InboundEvent told = event.event();
        SkuFacts known = facts.apply(event.sku());
        List<Delivery> seen = orders.received(
                event.receipt(),
                told.source() + " " + told.id(),
                told.time(),
                zone,
                known == null ? null : known.leadTimeDays());
        if (known != null && known.supplier() != null) {
            seen.forEach(delivery -> deliveries.add(new Delivered(known.supplier(), delivery)));
            if (!seen.isEmpty()) {
                taught.add(Objects.requireNonNull(event.sku()));
            }
        }
    }
}
