package io.zapas.alerting.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.runtime.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who has left which list. Leaving and coming back may be repeated; only the first of each changes anything. On the engine's context, but for
 * {@link #isOff} and {@link #set}, which any thread may call.
 */
public final class Subscriptions implements Companion {
    static final String PREFIX = "subscription/";
    private static final String KIND = "subscription";

    /**
     * Somebody is off a list: a record under {@code subscription/}.
     *
     * @param since when they left
     */
    record Left(MailList list, String address, Instant since) {
        String key() {
            return Subscriptions.key(list, address);
        }

        byte[] bytes() {
            ObjectNode node = Json.mapper().valueToTree(this);
            node.put("kind", KIND);
            return Json.bytes(node);
        }
    }

    private final Vertx vertx;
    private final InstantSource clock;
    private final Map<String, Left> left = new HashMap<>();
    private final Map<String, Future<Void>> storing = new HashMap<>();
    private volatile Context context;
    private Office office;

    Subscriptions(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public void load(Map<String, byte[]> records, Office office) {
        this.office = office;
        records.values().forEach(value -> {
            Left one = Json.read(value, Left.class);
            left.put(one.key(), one);
        });
        context = vertx.getOrCreateContext();
    }

    @Override
    public void tick(Instant now) {
        // Nothing here changes with time.
    }

    /** Those of the mailboxes that are still on the list; on the engine's context. */
    List<String> staying(MailList list, List<String> mailboxes) {
        return mailboxes.stream()
                .filter(mailbox -> !left.containsKey(key(list, Envelope.address(mailbox))))
                .toList();
    }

    /** Whether the address has left the list. Fails before the start. */
    public Future<Boolean> isOff(MailList list, String address) {
        return there(() -> Future.succeededFuture(left.containsKey(key(list, address))));
    }

    /** Takes the address off the list or puts it back; completes when that is stored. */
    public Future<Void> set(MailList list, String address, boolean off) {
        return there(() -> change(list, address, off));
    }

    private Future<Void> change(MailList list, String address, boolean off) {
        String key = key(list, address);
        if (left.containsKey(key) == off) {
            return storing.getOrDefault(key, Future.succeededFuture());
        }
        Future<Void> stored;
        if (off) {
            Left one = new Left(list, address.toLowerCase(Locale.ROOT), clock.instant());
            left.put(key, one);
            stored = office.put(key, one.bytes());
        } else {
            left.remove(key);
            stored = office.put(key, null);
        }
        storing.put(key, stored);
        return stored.onComplete(done -> storing.remove(key, stored));
    }

    private <T> Future<T> there(java.util.function.Supplier<Future<T>> call) {
        Context own = context;
        if (own == null) {
            return Future.failedFuture("not started");
        }
        Promise<T> answer = Promise.promise();
        own.runOnContext(v -> call.get().onComplete(answer));
        return answer.future();
    }

    private static String key(MailList list, String address) {
        return PREFIX + list + "/" + address.toLowerCase(Locale.ROOT);
    }
}
