/** Whether the process can serve, and why not. */
package io.zapas.runtime.health;
