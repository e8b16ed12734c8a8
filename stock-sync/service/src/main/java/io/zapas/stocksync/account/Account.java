package io.zapas.stocksync.account;

import java.time.Duration;
import java.time.InstantSource;

/**
 * An account with a system, and what is needed to call it.
 *
 * @param name what we call its channel
 * @param url the system's, without a slash at its end
 * @param timeout of a call
 */
public record Account(String name, String url, Duration timeout, AccountHttp http, Waits waits, InstantSource clock) {

    Account over(AccountHttp other) {
        return new Account(name, url, timeout, other, waits, clock);
    }
}
