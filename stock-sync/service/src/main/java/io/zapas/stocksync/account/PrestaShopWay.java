package io.zapas.stocksync.account;

/** How a row is set. */
public enum PrestaShopWay {
    PATCH,
    PUT
}
