/**
 * The door every service's routes are mounted on: who may come in, how much they may carry, how errors look, and what the process says about
 * itself. Handlers run on the server's event loop.
 */
package io.zapas.runtime.http;
