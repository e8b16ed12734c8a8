/** An HTTP load driver cheap enough to stand beside the server on the same machine: one thread, one selector, keep-alive connections. */
package io.zapas.bench.load;
