/** Figures and how they are printed. */
package io.zapas.bench.report;
