package io.zapas.demo.door;

/** The suite did not do what was asked of it at one of its doors. The message is for a person. */
public final class DoorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DoorException(String message) {
        super(message);
    }

    public DoorException(String message, Throwable cause) {
        super(message, cause);
    }
}
