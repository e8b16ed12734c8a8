/**
 * The HTTP doors of stock-sync: events, availability, reservations and imports. Handlers run on the service's Vert.x context, never block,
 * and answer errors as problem+json.
 */
package io.zapas.stocksync.http;
