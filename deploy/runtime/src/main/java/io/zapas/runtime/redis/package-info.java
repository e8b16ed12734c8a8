/** Lettuce behind one small interface, the same for standalone, sentinel and cluster. */
package io.zapas.runtime.redis;
