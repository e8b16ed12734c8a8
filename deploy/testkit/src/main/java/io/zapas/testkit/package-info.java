/**
 * What tests stand on: real Kafka and Redis (one of each per JVM, external, in containers or embedded), a clock that tests move, bounded
 * waiting, and a runtime that boots a service in a few lines. For tests of failure: a Kafka that can be cut off, a Redis with a replica, a Redis Cluster,
 * each of a test's own, and the forwarder that cuts and hangs them. Everything blocks the calling test thread and nothing else.
 */
package io.zapas.testkit;
