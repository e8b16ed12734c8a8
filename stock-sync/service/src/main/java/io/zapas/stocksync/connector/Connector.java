package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.zapas.stocksync.account.AccountException;
import java.time.Duration;
import java.util.List;

/**
 * Sets what the listings of one channel show, through the system's own API. Every quantity is absolute, so a call may be repeated. Keeps to the system's limit of calls by itself:
 * a call may wait for its turn. Called on one Vert.x context, on which the answer comes, too; never with a call still unanswered.
 */
public interface Connector {

    /** The system's name, as in the configuration, the metrics and the log. */
    String system();

    /** What we call the channel whose listings these are. */
    String channel();

    /** How many listings one call of {@link #push} may name. */
    int batch();

    /** The longest a call of {@link #push} takes from the moment anything of it is sent. */
    Duration longest();

    /**
     * Asks the system to show these quantities. Completes with those it refused; it has promised to show all others.
     *
     * <p>Fails with {@link AccountException}, and only with it, when nothing is known of any of them: each may be shown or not. A call comes to an end within
     * the configured time limit.
     *
     * @param wishes 1 to {@link #batch()}, of different listings
     */
    Future<Pushed> push(List<Wish> wishes);
}
