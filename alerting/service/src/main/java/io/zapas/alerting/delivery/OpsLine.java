package io.zapas.alerting.delivery;

import io.vertx.core.Future;

/** Tells operations that a destination fails, by another one. */
@FunctionalInterface
public interface OpsLine {

    /**
     * @param id of what is told; told again under the same id, nobody hears it twice where that can be known
     * @return true: told; false: there is no other way; a failure: try again later
     */
    Future<Boolean> tell(String id, String text);
}
