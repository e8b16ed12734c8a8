package io.zapas.stocksync.domain;

/**
 * The store is not the one it was: it lost everything, or a replica that lagged took its place. Nothing was changed; calls may be repeated once it has been
 * rebuilt.
 */
public final class StoreLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreLostException(String message) {
        super(message);
    }
}
