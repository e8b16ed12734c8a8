package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Command;
import io.zapas.alerting.routing.Explanation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The alerts as the HTTP doors see them. Futures fail with {@link io.zapas.runtime.http.ProblemException}. Safe on every thread. */
public interface AlertBook {

    /** Every alert people may see, in no order. Reading them costs: not on an event loop. */
    Future<Collection<Alert>> alerts();

    Future<Optional<Alert>> alert(String id);

    /**
     * What a notice shows, those alerts included that its root cause holds back; empty when there is no such notice any more.
     *
     * @param deliveryId of the notice
     */
    Future<Optional<List<Alert>>> shownIn(String deliveryId);

    /** Why people were told about it where they were, or were not; empty when there is no such alert. */
    Future<Optional<Explanation>> explain(String id, Locale locale);

    /** Carries out an order; completes when its effect is stored. */
    default Future<Alert> handle(String id, Order order) {
        return handle(id, null, order);
    }

    /** @param commandId an order with the id of one that was carried out does nothing; null: none */
    Future<Alert> handle(String id, String commandId, Order order);

    /** Turns what a person asks for into a command, knowing the alert; throws a problem when it makes no sense for it. */
    @FunctionalInterface
    interface Order {
        Command command(Alert alert, Instant now);
    }
}
