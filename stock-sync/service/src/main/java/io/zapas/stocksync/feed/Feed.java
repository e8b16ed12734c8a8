package io.zapas.stocksync.feed;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * What one system tells about one matter when it is asked, page by page. A page may be read again, by this process or another one: what it tells is a fact then, too, and has the same ids
 * as long as the system says the same. Called on one Vert.x context, on which the answer comes, too; one page at a time.
 */
public interface Feed {

    /** The system's name, as in the configuration, the metrics and the log. */
    String system();

    /** The matter: {@code orders} or {@code offers}. */
    String matter();

    /** The source of its events. */
    default String source() {
        return "/feeds/" + system() + "/" + matter();
    }

    /** What we call the account's channel. */
    String channel();

    /** How long to wait after the last page before asking again. */
    Duration every();

    /**
     * Reads on.
     *
     * <p>Fails with {@link io.zapas.stocksync.account.AccountException}, and only with it, when the page could not be read as a whole: then nothing of it counts.
     *
     * @param cursor of the page before; null: this has never been read, which begins with what is open or shown now
     */
    Future<FeedPage> read(String cursor);
}
