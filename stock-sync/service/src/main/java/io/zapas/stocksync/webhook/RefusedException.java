package io.zapas.stocksync.webhook;

/** A delivery that is not known to come from the system. Nothing in it is believed; HTTP answers 401. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type {@code not-configured}, {@code unsigned}, {@code forged} or {@code out-of-time}
     * @param detail for a person; names the header, field or key
     */
    RefusedException(String type, String detail) {
        super(detail, null, false, false);
        this.type = type;
    }

    public String type() {
        return type;
    }
}
