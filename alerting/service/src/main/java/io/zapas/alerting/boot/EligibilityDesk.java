package io.zapas.alerting.boot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.eligibility.AdFacts;
import io.zapas.alerting.eligibility.AdPolicy;
import io.zapas.alerting.eligibility.AdRegister;
import io.zapas.alerting.eligibility.AdRow;
import io.zapas.alerting.eligibility.AdView;
import io.zapas.alerting.eligibility.Platforms;
import io.zapas.alerting.eligibility.SkuAds;
import io.zapas.alerting.http.EligibilityBook;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ad eligibility of every SKU: looks at those something new is known of, and at all of them in rounds, because rests, campaigns and forecasts end by time alone.
 *
 * <p>Nothing is shown before it is stored: whoever dies in between decides again from what was shown last, so a restart or a takeover turns nothing back and forgets no rest, no
 * cap and nothing that waits. Facts are judged only when all of them have been read. Until every SKU has been looked at once there is no answer: a feed that lacks SKUs would
 * advertise them.
 *
 * <p>Records stand under {@code ads/SKU} in the topic of alerts, so they are written by the one process that judges and by no other. At most {@value #MAX_UNSTORED} wait to be
 * written; while Kafka is away nothing more is decided, and {@code judgedAt} stands still.
 */
final class EligibilityDesk implements Companion, Observer, EligibilityBook {
    static final String PREFIX = "ads/";
    private static final Logger log = LoggerFactory.getLogger(EligibilityDesk.class);
    private static final String KIND = "ads";
    private static final int SLICE = 2_000;
    private static final int MAX_UNSTORED = 400;
    /** Rounds take a fifth of the ticks. */
    private static final int PAUSE_TICKS_PER_TICK = 4;

    private static final int LEAST_PAUSE_TICKS = 4;
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final InstantSource clock;
    private final Supplier<Set<String>> skus;
    private final AdRegister register;
    private final ApprovalCall call;
    private final Consumer<String> changed;
    private final Set<String> news = new LinkedHashSet<>();
    private final Map<String, Future<Void>> unstored = new HashMap<>();
    private final Map<String, AdView> shown = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private Iterator<String> round = Collections.emptyIterator();
    private Iterator<String> uncounted;
    private boolean counted;
    private Instant roundBegan;
    private int ticksOfRound;
    private int pause;
    private Context context;
    private Office office;
    private volatile Instant judgedAt;
    private volatile boolean stopped;

    /**
     * @param facts what is known of a SKU; likewise {@code skus}, all of them, on the engine's context
     * @param call asks people when something waits
     * @param changed told of a SKU when what is to be shown of it has changed
     */
    EligibilityDesk(
            Vertx vertx,
            InstantSource clock,
            AdPolicy policy,
            Function<String, AdFacts> facts,
            Supplier<Set<String>> skus,
            ApprovalCall call,
            Consumer<String> changed) {
        this.vertx = vertx;
        this.clock = clock;
        this.skus = skus;
        this.register = new AdRegister(policy, facts);
        this.call = call;
        this.changed = changed;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    /** One that cannot be read is left out: its SKU begins anew, the others go on. */
    @Override
    public void load(Map<String, byte[]> records, Office office) {
        this.office = office;
        context = vertx.getOrCreateContext();
        records.forEach((key, value) -> {
            try {
                SkuAds stored = Json.read(value, SkuAds.class);
                if (stored.elsewhere() == null || !key.equals(PREFIX + stored.sku())) {
                    throw new IllegalArgumentException("not a record of " + key);
                }
                register.load(stored);
            } catch (UncheckedIOException | IllegalArgumentException e) {
                log.atError().setCause(e).addKeyValue("key", key).log("Stored eligibility cannot be read");
            }
        });
    }

    @Override
    public void learn(Fact fact) {
        if (fact instanceof Fact.Stock stock) {
            news.add(stock.sku());
        } else if (fact instanceof Fact.Outlook outlook) {
            news.add(outlook.sku());
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void tick(Instant now) {
        if (stopped) {
            return;
        }
        if (roundBegan != null && !round.hasNext() && unstored.isEmpty()) {
            end(now);
        }
        if (!counted) {
            count(now);
            return;
        }
        Set<String> some = new LinkedHashSet<>();
        int room = Math.min(SLICE, MAX_UNSTORED - unstored.size());
        take(news.iterator(), some, room);
        if (roundBegan == null && pause-- <= 0) {
            begin(now);
        }
        if (round.hasNext()) {
            ticksOfRound++;
            take(round, some, room);
        }
        look(some, now);
    }

    /** What was stored counts, all of it, before anything is decided. */
    private void count(Instant now) {
        if (uncounted == null) {
            uncounted = all().iterator();
        }
        Set<String> some = new LinkedHashSet<>();
        take(uncounted, some, SLICE);
        register.count(some, now);
        counted = !uncounted.hasNext();
    }

    private Set<String> all() {
        Set<String> all = new LinkedHashSet<>(skus.get());
        all.addAll(register.known());
        return all;
    }

    private void begin(Instant now) {
        round = all().iterator();
        roundBegan = now;
        ticksOfRound = 0;
    }

    /** Everything of it is stored and shown. */
    private void end(Instant now) {
        judgedAt = roundBegan;
        roundBegan = null;
        pause = Math.max(LEAST_PAUSE_TICKS, PAUSE_TICKS_PER_TICK * ticksOfRound);
        call.look(waiting.size(), now);
    }

    private static void take(Iterator<String> from, Set<String> some, int limit) {
        while (some.size() < limit && from.hasNext()) {
            some.add(from.next());
            from.remove();
        }
    }

    private void look(Set<String> some, Instant now) {
        Map<String, SkuAds> others = register.judge(some, now);
        for (String sku : some) {
            AdView view = register.view(sku, now);
            if (others.containsKey(sku)) {
                store(sku, others.get(sku), view);
            } else if (!unstored.containsKey(sku)) {
                show(sku, view);
            }
        }
    }

    /** @param view to be shown once it is safe; null: nothing any more */
    private Future<Void> store(String sku, SkuAds ads, AdView view) {
        Future<Void> stored = office.put(PREFIX + sku, ads == null ? null : record(ads));
        unstored.put(sku, stored);
        changed.accept(sku);
        stored.onSuccess(done -> {
            show(sku, view);
            unstored.remove(sku, stored);
        });
        return stored;
    }

    private static byte[] record(SkuAds ads) {
        ObjectNode node = Json.mapper().valueToTree(ads);
        return Json.bytes(node.put("kind", KIND));
    }

    private void show(String sku, AdView view) {
        if (view == null) {
            shown.remove(sku);
        } else {
            shown.put(sku, view);
        }
        if (view != null && view.waits()) {
            waiting.add(sku);
        } else {
            waiting.remove(sku);
        }
    }

    /** What feeds are told about a campaign's platform, as it is decided. On the engine's context. */
    Optional<AdRow> advice(String sku, String platform) {
        return Optional.ofNullable(register.view(sku, clock.instant()))
                .map(view -> view.row(Platforms.named(platform).orElse(null)))
                .filter(row -> row.rev() > 0);
    }

    /** SKUs of which a change waits for a person. Safe on every thread. */
    int waiting() {
        return stopped ? 0 : waiting.size();
    }

    @Override
    public Future<Feed> feed() {
        return ready()
                ? Future.succeededFuture(
                        new Feed(clock.instant(), judgedAt, Collections.unmodifiableCollection(shown.values())))
                : notReady();
    }

    @Override
    public Future<Optional<AdView>> eligibility(String sku) {
        return ready() ? Future.succeededFuture(Optional.ofNullable(shown.get(sku))) : notReady();
    }

    @Override
    public Future<Approved> approve(Approval approval) {
        if (!ready()) {
            return notReady();
        }
        Promise<Approved> answer = Promise.promise();
        context.runOnContext(v -> {
            if (stopped) {
                answer.handle(notReady());
            } else {
                decide(approval).onComplete(answer);
            }
        });
        return answer.future();
    }

    private Future<Approved> decide(Approval approval) {
        Instant now = clock.instant();
        Collection<String> meant = approval.skus() == null ? List.copyOf(waiting) : approval.skus();
        List<AdRow> rows = new ArrayList<>();
        List<Future<Void>> safe = new ArrayList<>();
        for (String sku : meant) {
            SkuAds after = register.approve(sku, approval.platform(), approval.waitingSince(), approval.by(), now);
            if (after != null) {
                AdView view = register.view(sku, now);
                store(sku, after, view);
                if (view != null) {
                    rows.add(view.row(approval.platform()));
                }
            }
            // Asked again because the answer was late: what was done the first time may not be safe yet.
            Future<Void> stored = unstored.get(sku);
            if (stored != null) {
                safe.add(stored);
            }
        }
        if (safe.isEmpty()) {
            return Future.succeededFuture(new Approved(rows, waiting.size()));
        }
        Promise<Approved> bounded = Promise.promise();
        long limit = vertx.setTimer(
                STORE_PATIENCE.toMillis(),
                t -> bounded.tryFail(new ProblemException(
                        503, "not-stored", "Kafka is away: done here, but not safe yet. Send the same call again.")));
        Future.all(safe).onComplete(done -> {
            vertx.cancelTimer(limit);
            bounded.tryComplete(new Approved(rows, waiting.size()));
        });
        return bounded.future();
    }

    private boolean ready() {
        return judgedAt != null && !stopped;
    }

    private static <T> Future<T> notReady() {
        return Future.failedFuture(new ProblemException(503, "not-ready", "Not every SKU has been looked at yet."));
    }
}
