/**
 * The process's way to Kafka. {@link io.zapas.runtime.kafka.KafkaAccess} says what is guaranteed; {@link
 * io.zapas.runtime.kafka.KafkaClients} is the implementation: one producer, one poll thread per consuming loop or tail, effects always on
 * Vert.x contexts.
 */
package io.zapas.runtime.kafka;
