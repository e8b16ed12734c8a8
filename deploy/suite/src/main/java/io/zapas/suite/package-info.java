/**
 * The three services in one process with their own Kafka and Redis: command line, start, progress for a person, and an orderly end. Blocks the
 * main thread; services run on the host's event loop.
 */
package io.zapas.suite;
