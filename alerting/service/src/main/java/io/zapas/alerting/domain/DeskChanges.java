package io.zapas.alerting.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What happened on the desk since it was last asked.
 *
 * @param records alerts to store, each in its newest revision
 * @param removed ids of alerts to forget
 * @param messages ids of messages that should be shown anew, once the records are stored
 * @param endedMessages ids of messages that show no alert any more
 * @param rechecks subjects whose facts should be judged again at a time
 */
public record DeskChanges(
        FrozenAlerts records,
        Set<String> removed,
        Set<String> messages,
        Set<String> endedMessages,
        Map<String, Instant> rechecks) {}
