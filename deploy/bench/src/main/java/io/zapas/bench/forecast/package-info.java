/** The forecast engine on demand data in files: forecasts in the exchange format of the evaluation protocol, and how fast they are made. */
package io.zapas.bench.forecast;
