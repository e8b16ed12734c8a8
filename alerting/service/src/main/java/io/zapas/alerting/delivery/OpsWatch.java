package io.zapas.alerting.delivery;

import java.time.Instant;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operations by another way that a destination is down, or refuses something for good, and that it works again.
 *
 * <p>What is told has an id with the day in it: an outage is told once a day however often it is seen, also after a restart, where the other way knows what it
 * was told. Its end is told by the process that told its beginning. What could not be told is tried again with the next failure. On the engine's context, where the
 * line has to answer too.
 */
public final class OpsWatch {
    private static final Logger log = LoggerFactory.getLogger(OpsWatch.class);

    private final String destination;
    private final OpsLine line;
    private final Words words;
    /** The id under which an outage was told that lasts; null: none was. */
    private String down;

    private String refused;
    private boolean telling;

    public OpsWatch(String destination, OpsLine line, Words words) {
        this.destination = destination;
        this.line = line;
        this.words = words;
    }

    /** What operations are told, in the language of the notices. */
    public interface Words {
        String down(String destination, String reason);

        String refused(String destination, String reason);

        String over(String destination);
    }

    /** Nothing will arrive until somebody does something about it. */
    public void down(String reason, Instant now) {
        if (down == null) {
            String id = "ops-" + destination + "-" + day(now);
            tell(id, words.down(destination, reason), () -> down = id);
        }
    }

    /** The rest arrives. */
    public void refused(String reason, Instant now) {
        String id = "ops-" + destination + "-refused-" + day(now);
        if (!id.equals(refused)) {
            tell(id, words.refused(destination, reason), () -> refused = id);
        }
    }

    /** Something has arrived. */
    public void well() {
        if (down != null) {
            tell(down + "-over", words.over(destination), () -> down = null);
        }
    }

    private static String day(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private void tell(String id, String text, Runnable told) {
        if (telling) {
            return;
        }
        telling = true;
        line.tell(id, text).onComplete(done -> {
            telling = false;
            if (done.succeeded()) {
                if (!done.result()) {
                    log.atError().log("Nowhere else to say it: {}", text);
                }
                told.run();
            } else {
                log.atWarn().log("Operations could not be told: {}", String.valueOf(done.cause()));
            }
        });
    }
}
