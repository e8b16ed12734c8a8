package io.zapas.alerting.render;

import io.zapas.alerting.delivery.OpsWatch;
import java.util.Map;

/** What operations are told of a destination that fails, in the language of the notices. Immutable; safe on every thread. */
public final class OpsWords implements OpsWatch.Words {
    private static final int MAX_REASON = 300;

    private final Wording wording;

    public OpsWords(Wording wording) {
        this.wording = wording;
    }

    @Override
    public String down(String destination, String reason) {
        return say("ops.down", destination, reason);
    }

    @Override
    public String refused(String destination, String reason) {
        return say("ops.refused", destination, reason);
    }

    @Override
    public String over(String destination) {
        return say("ops.over", destination, "");
    }

    /** Asks for approvals of so many SKUs that should leave the ads. */
    public String approvals(int skus) {
        return wording.phrase("ops.approvals", Map.of("count", Integer.toString(skus)))
                .map(Line::plain)
                .orElseThrow();
    }

    private String say(String key, String destination, String reason) {
        return wording.phrase(
                        key,
                        Map.of(
                                "destination",
                                destination,
                                "reason",
                                NoticeTexts.oneLine(String.valueOf(reason), MAX_REASON)))
                .map(Line::plain)
                .orElseThrow();
    }
}
