package io.zapas.alerting.boot;

import io.zapas.alerting.delivery.OpsLine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks people once a day to look at what waits for their approval. What is told has an id with the day in it, so that after a restart nobody hears it twice where that can
 * be known. What could not be told is tried again with the next look. On the engine's context.
 */
final class ApprovalCall {
    private static final Logger log = LoggerFactory.getLogger(ApprovalCall.class);

    private final OpsLine line;
    private final IntFunction<String> words;
    private String told;
    private boolean telling;

    /** @param words for so many SKUs that wait */
    ApprovalCall(OpsLine line, IntFunction<String> words) {
        this.line = line;
        this.words = words;
    }

    void look(int waiting, Instant now) {
        String id = "ads-approval-" + now.atOffset(ZoneOffset.UTC).toLocalDate();
        if (waiting == 0 || telling || id.equals(told)) {
            return;
        }
        telling = true;
        String text = words.apply(waiting);
        line.tell(id, text).onComplete(done -> {
            telling = false;
            if (done.failed()) {
                log.atWarn().log("Nobody could be asked for an approval: {}", String.valueOf(done.cause()));
                return;
            }
            told = id;
            if (!done.result()) {
                log.atWarn().log("Nowhere else to say it: {}", text);
            }
        });
    }
}
