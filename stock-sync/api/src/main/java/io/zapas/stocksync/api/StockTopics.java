package io.zapas.stocksync.api;

/** Names of the topics stock-sync reads and writes, before the configured prefix. */
public final class StockTopics {
    public static final String ERP_EVENTS = "erp.events";
    public static final String CHANNEL_EVENTS = "channel.events";
    public static final String STOCK_AVAILABILITY = "stock.availability";
    public static final String STOCK_LEDGER = "stock.ledger";
    public static final String STOCK_DESYNC = "stock.desync";
    public static final String STOCK_PUSHES = "stock.pushes";
    public static final String STOCK_FEEDS = "stock.feeds";
    public static final String ERP_ROWS = "erp.rows";
    public static final String ERP_SEAT = "erp.seat";

    private StockTopics() {}
}
