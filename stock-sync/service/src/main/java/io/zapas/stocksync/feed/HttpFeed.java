package io.zapas.stocksync.feed;

import io.vertx.core.Future;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.TimeLimit;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all feeds promise: a page comes to an end within {@value #PAGE_HOURS} hours (100 orders with a call each, at a call a minute), and fails with {@link AccountException} alone. */
abstract class HttpFeed implements Feed {
    static final String ORDERS = "orders";
    static final String OFFERS = "offers";

    private static final int PAGE_HOURS = 2;
    private static final Logger log = LoggerFactory.getLogger(HttpFeed.class);

    final Account account;
    private final String system;
    private final String matter;
    private final Duration every;

    HttpFeed(String system, String matter, Account account, Duration every) {
        this.system = system;
        this.matter = matter;
        this.account = account;
        this.every = every;
    }

    /**
     * Asks the system.
     *
     * @param cursor null: never read before
     */
    abstract Future<FeedPage> page(String cursor, TimeLimit limit);

    @Override
    public final String system() {
        return system;
    }

    @Override
    public final String matter() {
        return matter;
    }

    @Override
    public final String channel() {
        return account.name();
    }

    @Override
    public final Duration every() {
        return every;
    }

    @Override
    public final Future<FeedPage> read(String cursor) {
        Future<FeedPage> page;
        try {
            page = page(cursor, new TimeLimit(account.clock(), Duration.ofHours(PAGE_HOURS), account.timeout()));
        } catch (RuntimeException e) {
            page = Future.failedFuture(e);
        }
        return page.recover(e -> Future.failedFuture(of(e)));
    }

    private AccountException of(Throwable failure) {
        if (failure instanceof AccountException known) {
            return known;
        }
        String why = failure instanceof InvalidFieldException field
                ? field.getMessage()
                : failure.getClass().getSimpleName();
        if (!(failure instanceof InvalidFieldException)) {
            log.atWarn().setCause(failure).addKeyValue("system", system).log("A feed failed by itself");
        }
        return new AccountException(
                AccountException.Kind.UNUSABLE,
                system + " " + matter + ": an answer that cannot be read (" + why + ")",
                null);
    }

    final PageBuilder builder() {
        return new PageBuilder(this);
    }
}
