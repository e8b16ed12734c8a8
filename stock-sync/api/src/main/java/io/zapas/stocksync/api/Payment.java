package io.zapas.stocksync.api;

/**
 * How a payment of an order stands, told by whoever takes the money and knows no lines. A fact about the order, before or after the order itself is known: what
 * it does is what {@link Order#payment()} does. A payment of an order that stays unknown is kept and, when it was made, told as a {@link Desync}.
 *
 * @param orderId as the channel calls the order, or as an order names itself by {@link Order#externalOrderId()}
 * @param channel whose order it is
 * @param status of the newest attempt at the event's time
 */
public record Payment(String orderId, String channel, Order.Payment status) implements StockEvent {
    public static final String TYPE = "payment";

    @Override
    public String type() {
        return TYPE;
    }
}
