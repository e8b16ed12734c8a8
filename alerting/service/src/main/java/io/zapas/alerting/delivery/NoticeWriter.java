package io.zapas.alerting.delivery;

import io.zapas.alerting.domain.Notice;

/** Puts a notice into plain lines, in the house language. Pure; safe on every thread. */
@FunctionalInterface
public interface NoticeWriter {
    String text(Notice notice);
}
