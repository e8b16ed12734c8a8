/** Programs started for a benchmark, and what the operating system and Redis know of them. */
package io.zapas.bench.process;
