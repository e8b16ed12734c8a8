package io.zapas.demo.replay;

import io.vertx.core.Future;
import io.zapas.demo.door.HttpDoor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many notices went out, from the suite's metrics. */
final class NoticeCount {
    /** The suite does not say. */
    static final long UNKNOWN = -1;

    private static final Pattern SENT =
            Pattern.compile("(?m)^zapas_alerting_notices_total\\{[^}]*outcome=\"sent\"[^}]*}\\s+([0-9.eE+]+)");

    private NoticeCount() {}

    /** Never fails. */
    static Future<Long> ask(HttpDoor http) {
        return http.get("/metrics")
                .map(answer -> answer.ok() ? in(answer.body().asText("")) : UNKNOWN)
                .otherwise(UNKNOWN);
    }

    /** Notices sent over all destinations; unknown when the metrics do not speak of any. */
    static long in(String metrics) {
        Matcher line = SENT.matcher(metrics);
        long sum = UNKNOWN;
        while (line.find()) {
            sum = Math.max(0, sum) + (long) Double.parseDouble(line.group(1));
        }
        return sum;
    }
}
