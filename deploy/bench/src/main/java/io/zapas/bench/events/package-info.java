/** What the benchmarks write into Kafka and how they see it come out of topics and the live stream. */
package io.zapas.bench.events;
