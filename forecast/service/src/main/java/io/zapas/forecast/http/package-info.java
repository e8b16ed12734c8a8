/** The HTTP doors of forecast: rotation, what-if and campaigns. Called on event loops; arithmetic is handed to the worker. */
package io.zapas.forecast.http;
