/** Wires stock-sync: the only place that knows all its rooms. Runs on the Vert.x context the host starts the service on. */
package io.zapas.stocksync.boot;
