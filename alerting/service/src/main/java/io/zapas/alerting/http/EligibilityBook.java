package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.zapas.alerting.eligibility.AdRow;
import io.zapas.alerting.eligibility.AdView;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Ad eligibility as the HTTP doors see it. Futures fail with {@link io.zapas.runtime.http.ProblemException}. Safe on every thread. */
public interface EligibilityBook {

    /** Every SKU as it is stored. */
    Future<Feed> feed();

    /** One SKU with its history; empty when nothing is known of it. */
    Future<Optional<AdView>> eligibility(String sku);

    /** Lets changes pass that wait; completes when that is stored. What does not wait (any more) is left as it is. */
    Future<Approved> approve(Approval approval);

    /**
     * @param judgedAt every SKU was looked at since then
     * @param skus in no order
     */
    record Feed(Instant generatedAt, Instant judgedAt, Collection<AdView> skus) {}

    /**
     * @param platform its one name; null: all of them
     * @param skus null: whatever waits
     * @param waitingSince what began to wait later is not meant
     */
    record Approval(String platform, List<String> skus, Instant waitingSince, String by) {}

    /**
     * @param rows of the SKUs that were let pass, as they are now
     * @param waiting SKUs of which something still waits
     */
    record Approved(List<AdRow> rows, int waiting) {}
}
