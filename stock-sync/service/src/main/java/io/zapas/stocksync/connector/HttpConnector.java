package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connectors promise: listings whose ids cannot be the system's are refused before it is called, a push comes to an end, and fails with {@link AccountException} alone.
 */
abstract class HttpConnector implements Connector {
    private static final Logger log = LoggerFactory.getLogger(HttpConnector.class);

    /** Without a zero in front: one number is written in one way. */
    static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    static final Pattern ANY_ID = Pattern.compile("[^\\p{Cntrl}]{1,256}");

    final Account account;
    private final String system;
    private final Pattern offerIds;
    private final String offerIdIs;
    private final Duration limit;

    /**
     * @param offerIds ids of listings look like this
     * @param offerIdIs what they are, for people
     * @param limit of a push
     */
    HttpConnector(String system, Account account, Pattern offerIds, String offerIdIs, Duration limit) {
        this.system = system;
        this.account = account;
        this.offerIds = offerIds;
        this.offerIdIs = offerIdIs;
        this.limit = limit;
    }

    HttpConnector(String system, Account account, Pattern offerIds, String offerIdIs) {
        this(system, account, offerIds, offerIdIs, account.timeout());
    }

    /**
     * Asks the system.
     *
     * @param wishes at least one
     */
    abstract Future<Pushed> send(List<Wish> wishes, TimeLimit limit);

    @Override
    public final String system() {
        return system;
    }

    @Override
    public final String channel() {
        return account.name();
    }

    @Override
    public final Duration longest() {
        return limit;
    }

    @Override
    public final Future<Pushed> push(List<Wish> wishes) {
        Refusals refusals = new Refusals();
        List<Wish> fitting = new ArrayList<>(wishes.size());
        for (Wish wish : wishes) {
            if (offerIds.matcher(wish.offerId()).matches()) {
                fitting.add(wish);
            } else {
                refusals.refuse(wish, "the offer id is not " + offerIdIs);
            }
        }
        if (fitting.isEmpty()) {
            return Future.succeededFuture(refusals.pushed());
        }
        Future<Pushed> sent;
        try {
            sent = send(List.copyOf(fitting), new TimeLimit(account.clock(), limit, account.timeout()));
        } catch (RuntimeException e) {
            sent = Future.failedFuture(e);
        }
        return sent.map(pushed -> {
                    refusals.add(pushed);
                    return refusals.pushed();
                })
                .recover(e -> Future.failedFuture(of(e)));
    }

    private AccountException of(Throwable failure) {
        if (failure instanceof AccountException known) {
            return known;
        }
        log.atWarn().setCause(failure).addKeyValue("system", system).log("A push failed by itself");
        return new AccountException(
                AccountException.Kind.UNUSABLE,
                system + ": an answer that cannot be read ("
                        + failure.getClass().getSimpleName() + ")",
                null);
    }
}
