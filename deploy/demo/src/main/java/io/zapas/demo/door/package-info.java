/**
 * The suite as its neighbours see it: Kafka topics and HTTP, nothing else. The sample shop and the replay talk through it, so whatever they show
 * any shop can have. Everything runs on one event-loop context per door.
 */
package io.zapas.demo.door;
