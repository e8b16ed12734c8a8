package io.zapas.embedded;

import java.nio.file.Path;

/** Another running process uses the data directory. The message names it. */
public final class DirectoryInUseException extends RuntimeException {
    DirectoryInUseException(Path directory) {
        super("the data directory " + directory + " is in use by another running process");
    }
}
