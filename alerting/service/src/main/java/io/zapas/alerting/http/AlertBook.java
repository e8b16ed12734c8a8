package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Command;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The alerts as the HTTP doors see them. Futures fail with {@link io.zapas.runtime.http.ProblemException}. Safe on every thread. */
public interface AlertBook {

    Future<List<Alert>> alerts();

    Future<Optional<Alert>> alert(String id);

    /** Carries out an order; completes when its effect is stored. */
    Future<Alert> handle(String id, Order order);

    /** Turns what a person asks for into a command, knowing the alert; throws a problem when it makes no sense for it. */
    @FunctionalInterface
    interface Order {
        Command command(Alert alert, Instant now);
    }
}
