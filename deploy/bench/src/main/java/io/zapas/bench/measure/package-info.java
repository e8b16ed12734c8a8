/** The benchmarks. */
package io.zapas.bench.measure;
