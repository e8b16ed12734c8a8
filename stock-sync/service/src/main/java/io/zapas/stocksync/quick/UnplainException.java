package io.zapas.stocksync.quick;

/** Something only the script has rules for. Thrown for control within this package; without a stack trace. */
final class UnplainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnplainException() {
        super(null, null, false, false);
    }
}
