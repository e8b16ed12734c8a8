package io.zapas.bench.process;

import java.io.IOException;

/** Signals to processes this program started, by id. Blocks. */
final class Signals {
    private Signals() {}

    /** The process does nothing for so long, then goes on. */
    static void freeze(long pid, long millis) throws IOException, InterruptedException {
        send("STOP", pid);
        try {
            Pauses.millis(millis);
        } finally {
            send("CONT", pid);
        }
    }

    private static void send(String signal, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + signal + " " + pid + " ended with " + status);
        }
    }
}
