/** The ceilings: the same work as the service's with its logic removed, as a program of its own. */
package io.zapas.bench.bare;
