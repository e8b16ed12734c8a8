/** What following channels' listings has in common, whatever is concluded from it. */
package io.zapas.stocksync.listing;
