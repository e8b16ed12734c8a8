/**
 * What tests stand on: real Kafka and Redis (one of each per JVM, external, in containers or embedded), a clock that tests move, bounded
 * waiting, and a runtime that boots a service in a few lines. Everything blocks the calling test thread and nothing else.
 */
package io.zapas.testkit;
