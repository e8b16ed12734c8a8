package io.zapas.bench.process;

/** A program that answers HTTP, with whatever works for it alone. */
public interface Contender {
    /** Of its HTTP server. */
    int port();

    /** Of the program whose compilers must have come to rest before it is measured. */
    long pid();

    /** CPU seconds of it and of what works for it, so far. */
    double cpuSeconds();
}
