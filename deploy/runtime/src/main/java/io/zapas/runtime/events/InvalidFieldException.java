package io.zapas.runtime.events;

/** Input that cannot be used because of one field. HTTP answers 400 {@code invalid-field} with it, Kafka intake sends the record to the DLQ. */
public final class InvalidFieldException extends RuntimeException {
    private final String field;

    /**
     * @param field path such as {@code data.lines[1].quantity}
     * @param problem what is wrong and what was given, such as {@code must be a whole number from 1 to 1000000000, was "abc"}
     */
    public InvalidFieldException(String field, String problem) {
        super(field + ": " + problem, null, false, false);
        this.field = field;
    }

    /** The same of a part of something larger, such as {@code [2].} of a batch. */
    public InvalidFieldException within(String prefix) {
        return new InvalidFieldException(prefix + field, getMessage().substring(field.length() + 2));
    }

    public String field() {
        return field;
    }
}
