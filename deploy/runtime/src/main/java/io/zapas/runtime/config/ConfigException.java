package io.zapas.runtime.config;

import java.util.List;

/** A configuration that cannot be used; the message lists everything that is wrong with it, a line each. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems), null, false, false);
    }
}
