/** CloudEvents in and out, and reading JSON so that every mistake names its field. */
package io.zapas.runtime.events;
