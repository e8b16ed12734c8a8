package io.zapas.alerting.delivery;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last notices as people got them, newest first. In memory; safe on every thread. */
public final class NoticeBoard {
    static final int MAX_NOTICES = 200;

    private final NoticeWriter writer;
    private final Deque<Posted> posted = new ArrayDeque<>();

    public NoticeBoard(NoticeWriter writer) {
        this.writer = writer;
    }

    void show(String destination, Notice notice, Instant at) {
        Posted entry = new Posted(
                at,
                destination,
                notice.deliveryId(),
                notice.group(),
                notice.rev(),
                notice.kind(),
                writer.text(notice),
                notice.alerts().stream().map(Alert::id).limit(MAX_NOTICES).toList(),
                notice.alerts().size());
        synchronized (posted) {
            posted.addFirst(entry);
            while (posted.size() > MAX_NOTICES) {
                posted.removeLast();
            }
        }
    }

    public List<Posted> newest(int limit) {
        synchronized (posted) {
            return new ArrayList<>(posted).subList(0, Math.min(limit, posted.size()));
        }
    }

    /**
     * A notice as it went out.
     *
     * @param alertIds at most 200 of them
     * @param alerts how many the notice holds
     */
    public record Posted(
            Instant at,
            String destination,
            String deliveryId,
            String group,
            long rev,
            Notice.Kind kind,
            String text,
            List<String> alertIds,
            int alerts) {}
}
