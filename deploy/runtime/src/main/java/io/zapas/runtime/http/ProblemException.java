package io.zapas.runtime.http;

import java.util.Map;

/**
 * An HTTP error as RFC 9457 problem+json. Throw it or fail the routing context with it; the mounted failure handler renders
 * {@code {type, title, status, detail, ...extensions}}.
 */
public final class ProblemException extends RuntimeException {
    private final transient Map<String, Object> extensions;
    private final int status;
    private final String type;

    /**
     * @param type stable slug, such as {@code unknown-sku}
     * @param detail for a person; names the field and the value
     * @param extensions more members, such as {@code shortfalls}; {@code Retry-After} goes in as {@code retryAfterSeconds}
     */
    public ProblemException(int status, String type, String detail, Map<String, Object> extensions) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.extensions = Map.copyOf(extensions);
    }

    public ProblemException(int status, String type, String detail) {
        this(status, type, detail, Map.of());
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }
}
