package io.zapas.runtime.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes instants as {@link Instant#toString()} does. Most of those a process writes lie in the second of the one before: only their milliseconds are written
 * anew, without the formatter. Safe on every thread.
 */
public final class IsoInstants {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private static volatile Second newest = new Second(0, "1970-01-01T00:00:00");

    private IsoInstants() {}

    private record Second(long epoch, String text) {}

    public static String text(Instant instant) {
        int nanos = instant.getNano();
        if (nanos % NANOS_PER_MILLI != 0) {
            return instant.toString();
        }
        Second second = newest;
        if (second.epoch != instant.getEpochSecond()) {
            String whole = instant.truncatedTo(ChronoUnit.SECONDS).toString();
            second = new Second(instant.getEpochSecond(), whole.substring(0, whole.length() - 1));
            newest = second;
        }
        return nanos == 0 ? second.text + 'Z' : second.text + '.' + digits(nanos / NANOS_PER_MILLI) + 'Z';
    }

    private static String digits(int millis) {
        return new String(
                new char[] {(char) ('0' + millis / 100), (char) ('0' + millis / 10 % 10), (char) ('0' + millis % 10)});
    }

    static final class Serializer extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1;

        Serializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(text(value));
        }
    }
}
