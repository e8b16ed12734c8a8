/** Wires the forecast service and gives it to the process that hosts it. */
package io.zapas.forecast.boot;
