/** Keeping much in memory for long without giving the garbage collector work. */
package io.zapas.runtime.memory;
