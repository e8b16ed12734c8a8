package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What happened on the desk since it was last asked.
 *
 * @param records alerts to store, each in its newest revision
 * @param removed alerts to forget, by id, as they were
 * @param messages ids of messages that should be shown anew, once the records are stored
 * @param endedMessages ids of messages that show no alert any more
 * @param rechecks subjects whose facts should be judged again at a time
 */
public record DeskChanges(
        FrozenAlerts records,
        Map<String, Alert> removed,
        Set<String> messages,
        Set<String> endedMessages,
        Map<String, Instant> rechecks) {}
