package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import java.time.Instant;
import java.util.Set;

/**
 * A source that does not work as usual, with an open alert of its own that lists what it holds back.
 *
 * @param type {@code MASS_DROP} or {@code STALE_SOURCE}
 * @param fingerprint of its alert
 * @param since when it began: a hold is counted from here, so that a restart prolongs none
 * @param skus whose numbers are doubtful because of it
 */
record RootCause(Alert.Type type, String source, String fingerprint, Instant since, Set<String> skus) {}
