/** One YAML file and the environment, parsed once into declared, typed keys; every mistake is reported together. */
package io.zapas.runtime.config;
