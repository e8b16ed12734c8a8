/** What decisions are worth: a simulated shop that orders as it is told, by rules beside each other on the same demand and the same lead times. */
package io.zapas.bench.decide;
