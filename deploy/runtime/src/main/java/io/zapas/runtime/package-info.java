/** The small library every service boots on. It knows no service. {@link io.zapas.runtime.Service} is the door. */
package io.zapas.runtime;
