/**
 * Kafka and Redis without an installation: a single-node KRaft broker inside this process and a Redis server started from a bundled
 * binary. Both listen on loopback only, keep their data in a directory of their own and come back after a stop and after a
 * {@code kill -9}. Meant for first runs, tests and small shops; {@code start()} and {@code close()} block, everything else is safe on
 * every thread.
 */
package io.zapas.embedded;
