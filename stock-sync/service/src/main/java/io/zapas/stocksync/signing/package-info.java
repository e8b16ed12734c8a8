/** What signatures are made with, whether we check somebody's or send ours. */
package io.zapas.stocksync.signing;
