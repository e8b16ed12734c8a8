package io.zapas.embedded;

/** Another process listens on a port that was asked for. The message names the port. */
public final class PortTakenException extends RuntimeException {
    private final int port;

    PortTakenException(int port, String purpose, Throwable cause) {
        super("port " + port + " (" + purpose + ") is taken by another program", cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
