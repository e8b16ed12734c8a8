package io.zapas.stocksync.erp.rows;

/** A change that cannot be used. The message is the field and what is wrong with it. */
public final class UnusableRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param field such as {@code after.st_Stan} */
    public UnusableRowException(String field, String problem) {
        super(field + ": " + problem, null, false, false);
    }
}
