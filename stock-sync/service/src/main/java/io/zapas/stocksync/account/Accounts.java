package io.zapas.stocksync.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.zapas.runtime.config.Config;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts that are configured, over one HTTP client. Reading takes at most half of an account's calls, so that what is to be told never waits long. Accounts are used on one Vert.x
 * context.
 */
public final class Accounts {
    private static final int READING_SHARE = 2;

    private final HttpClient client;
    private final Waits waits;
    private final Map<SystemKeys, Opened> accounts;

    private Accounts(HttpClient client, Waits waits, Map<SystemKeys, Opened> accounts) {
        this.client = client;
        this.waits = waits;
        this.accounts = accounts;
    }

    private record Opened(Set<Use> uses, Account pushing, Account reading) {}

    /** @throws IllegalArgumentException an account is given in part, or two have one channel */
    public static Accounts open(Config config, Vertx vertx, InstantSource clock) {
        Map<SystemKeys, Set<Use>> uses = new LinkedHashMap<>();
        Map<String, SystemKeys> byChannel = new HashMap<>();
        for (SystemKeys system : Systems.ALL) {
            Set<Use> used = system.uses(config);
            if (!used.isEmpty()) {
                uses.put(system, used);
                String channel = system.channel(config);
                SystemKeys other = byChannel.putIfAbsent(channel, system);
                if (other != null) {
                    throw new IllegalArgumentException(system.channelKey() + " is " + channel + ", as is "
                            + other.channelKey() + ": a channel is of one system");
                }
            }
        }
        HttpClient client = AccountHttp.client(vertx);
        Waits waits = new Waits(vertx);
        Map<SystemKeys, Opened> accounts = new HashMap<>();
        uses.forEach((system, used) -> {
            int calls = config.get(system.callsPerMinute);
            CallPace all = new CallPace(system.callsPerMinute.name(), clock, waits, calls);
            CallPace half =
                    new CallPace(system.callsPerMinute.name(), clock, waits, Math.max(1, calls / READING_SHARE));
            AccountHttp pushing = new AccountHttp(system.system(), vertx, client, List.of(all), clock);
            AccountHttp reading = new AccountHttp(system.system(), vertx, client, List.of(half, all), clock);
            Account account = new Account(
                    system.channel(config), config.get(system.url), config.get(Systems.TIMEOUT), pushing, waits, clock);
            accounts.put(system, new Opened(used, account, account.over(reading)));
        });
        return new Accounts(client, waits, accounts);
    }

    /** The account with a system, if it is configured and used for this. */
    public Optional<Account> find(SystemKeys system, Use use) {
        Opened opened = accounts.get(system);
        return opened == null || !opened.uses().contains(use)
                ? Optional.empty()
                : Optional.of(use == Use.PUSH ? opened.pushing() : opened.reading());
    }

    /** Gives up what is under way. Never fails. */
    public Future<Void> close() {
        waits.close();
        return client.close().otherwiseEmpty();
    }
}
