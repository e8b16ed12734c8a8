package io.zapas.stocksync.api;

/** The closed set of facts that change stock or what is known about it. The CloudEvents {@code type} is {@link #type()}. */
public sealed interface StockEvent permits StockLevel, StockMovement, SupplyExpected, Product, Order, Payment, Offer {

    /** The CloudEvents {@code type}, for example {@code stock.level}. */
    String type();
}
