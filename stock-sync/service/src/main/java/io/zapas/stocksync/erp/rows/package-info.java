/**
 * What rows of an ERP's tables say about levels: plain Java, one {@code Book} per ERP. How the rows come and where what follows from them goes is not its business.
 */
package io.zapas.stocksync.erp.rows;
