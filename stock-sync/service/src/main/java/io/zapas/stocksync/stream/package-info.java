/**
 * What happens, live: {@code GET /v1/stream} (Server-Sent Events with resume), the local view of availability and its list. Records arrive on the
 * tails' Vert.x contexts and go into one {@link io.zapas.stocksync.stream.EventLog}; each event loop then drains its own subscribers, every one of them
 * a cursor into that log. No subscriber has a queue of its own, so a slow one costs nothing but its place.
 */
package io.zapas.stocksync.stream;
