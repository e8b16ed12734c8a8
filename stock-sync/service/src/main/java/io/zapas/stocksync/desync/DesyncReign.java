package io.zapas.stocksync.desync;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Kind;
import io.zapas.stocksync.api.Desync.State;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import io.zapas.stocksync.listing.OfferPages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of watching, from gaining the lead to losing it. Loads what channels show and may show, hears every change, checks all listings in passes and
 * brings {@code stock.desync} in line with what it finds.
 *
 * <p>Nothing it publishes needs to succeed: each pass compares what is true with what the topic says and publishes the difference, so a lost
 * write, a repeated change or a crash costs at most a pass. What an earlier reign left open is taken up from the topic once there is enough history
 * to judge. Confined to one Vert.x context.
 */
final class DesyncReign {
    private static final int SKUS_PER_READ = 1_000;
    private static final int LISTINGS_PER_SLICE = 2_000;
    private static final int MAX_IN_FLIGHT = 2_000;
    private static final Logger log = LoggerFactory.getLogger(DesyncReign.class);

    private final Context context;
    private final Stock stock;
    private final ServiceContext services;
    private final DesyncView view;
    private final Pushes pushes;
    private final DesyncRule rule;
    private final OfferPages offers;
    private final SourceWatch sources;
    private final OpenOrderBook orders;
    private final Set<String> heardSources = new HashSet<>();
    private final Map<String, ParkedSku> parked = new HashMap<>();
    /** What this reign published and the view has not seen yet. */
    private final Map<String, Desync> own = new HashMap<>();

    private final long passTimer;
    private int inFlight;
    private boolean offersLoaded;
    private boolean restored;
    private boolean passing;
    private boolean over;

    DesyncReign(
            Context context,
            Stock stock,
            ServiceContext services,
            DesyncSettings settings,
            Pushes pushes,
            DesyncView view) {
        this.context = context;
        this.stock = stock;
        this.services = services;
        this.view = view;
        Instant now = services.clock().instant();
        this.pushes = pushes;
        this.rule = new DesyncRule(settings.settle().toMillis(), now.toEpochMilli(), pushes);
        this.offers = new OfferPages(context, stock, offer -> rule.offer(offer, nowMillis()), this::offersLoaded);
        this.orders = new OpenOrderBook((sku, channel) -> onContext(stock.explain(sku, channel)));
        this.sources = new SourceWatch(settings.sourceMaxAge(), now);
        this.passTimer = services.vertx().setPeriodic(settings.pass().toMillis(), id -> pass());
        offers.load();
    }

    void end() {
        over = true;
        offers.stop();
        services.vertx().cancelTimer(passTimer);
    }

    int listings() {
        return rule.size();
    }

    void relayed(Change change, Map<String, ShownAvailability> availability) {
        if (over) {
            return;
        }
        long nowMillis = nowMillis();
        if (change.offer() != null && change.offer().sku() != null) {
            rule.offer(change.offer(), nowMillis);
        }
        availability.values().stream()
                .filter(newest -> rule.watches(newest.sku()))
                .forEach(newest -> rule.availability(newest.read(), nowMillis));
        rule.entries(change.entries(), change.touched(), nowMillis);
        orders.entries(change.entries());
        for (LedgerEntry entry : change.entries()) {
            heard(entry.source());
        }
        if (change.parked() != null) {
            parked(change.parked());
        }
    }

    /** Something came from this source; null: from none. */
    void heard(String source) {
        if (over || source == null || !sources.heard(source, now())) {
            return;
        }
        heardSources.add(source);
        Desync known = current(DesyncDocuments.sourceId(source));
        if (known != null && known.state() == State.OPEN) {
            publish(DesyncDocuments.closed(known, now()));
        }
    }

    private void parked(ParkedSku name) {
        parked.put(DesyncDocuments.parkedId(name), name);
        Desync next = DesyncDocuments.of(name, now());
        Desync known = current(next.id());
        if ((known == null ? State.CLOSED : known.state()) != next.state()) {
            publish(next);
        }
    }

    /** The topic has a document; what the view knows need not be remembered here. */
    void seen(Desync desync) {
        own.computeIfPresent(
                desync.id(),
                (id, mine) ->
                        mine.state() == desync.state() && mine.checkedAt().equals(desync.checkedAt()) ? null : mine);
    }

    private void offersLoaded() {
        offersLoaded = true;
        log.atInfo().addKeyValue("listings", rule.size()).log("Watching listings");
        loadUnknown();
        closeKnownNames();
    }

    /** Asks for the availability of SKUs that have listings but did not change since the reign began. */
    private void loadUnknown() {
        List<String> names = rule.takeUnknown(SKUS_PER_READ);
        if (over || names.isEmpty()) {
            return;
        }
        onContext(stock.availability(names)).onComplete(read -> {
            if (over) {
                return;
            }
            if (read.failed()) {
                rule.putBackUnknown(names);
                return;
            }
            read.result().values().forEach(shown -> rule.availability(shown.read(), nowMillis()));
            loadUnknown();
        });
    }

    /** A name may have become known while nobody could publish it. */
    private void closeKnownNames() {
        List<Desync> open = new ArrayList<>();
        for (Desync desync : view.open()) {
            if (desync.kind() == Kind.UNKNOWN_SKU && !parked.containsKey(desync.id())) {
                if (desync.sku() != null) {
                    open.add(desync);
                } else if (rule.open(desync.channel(), desync.offerId()) != null) {
                    publish(DesyncDocuments.closed(desync, now()));
                }
            }
        }
        for (int from = 0; from < open.size(); from += SKUS_PER_READ) {
            List<Desync> part = open.subList(from, Math.min(open.size(), from + SKUS_PER_READ));
            onContext(stock.availability(part.stream().map(Desync::sku).toList()))
                    .onSuccess(known -> part.stream()
                            .filter(desync ->
                                    !over && known.containsKey(desync.sku()) && !parked.containsKey(desync.id()))
                            .forEach(desync -> publish(DesyncDocuments.closed(desync, now()))));
        }
    }

    private void pass() {
        if (over || passing || !offersLoaded) {
            return;
        }
        passing = true;
        loadUnknown();
        if (!restored && rule.settled(nowMillis())) {
            restored = true;
            view.open().stream()
                    .filter(desync -> desync.kind() == Kind.OFFER)
                    .forEach(desync -> rule.restore(
                            desync.channel(), desync.offerId(), desync.since().toEpochMilli()));
        }
        slice(rule.pass());
    }

    private void slice(DesyncRule.Pass pass) {
        if (over) {
            return;
        }
        if (pass.step(LISTINGS_PER_SLICE, nowMillis())) {
            context.runOnContext(ignored -> slice(pass));
            return;
        }
        passing = false;
        orders.watch(pass.wrong());
        if (restored) {
            List<Finding> findings = pass.findings(nowMillis());
            publishListings(findings);
            tellPushes(findings);
        }
        publishParked();
        publishSources();
    }

    private void publishListings(List<Finding> findings) {
        for (Finding finding : findings) {
            OpenOrders open = orders.find(finding.sku(), finding.channel());
            publishIfNew(DesyncDocuments.of(finding, open, now()));
        }
        for (Desync desync : openOnTopic()) {
            if (desync.kind() == Kind.OFFER && Boolean.FALSE.equals(rule.open(desync.channel(), desync.offerId()))) {
                publish(DesyncDocuments.closed(desync, now()));
            }
        }
    }

    private void tellPushes(List<Finding> findings) {
        Map<String, Set<String>> wrong = new HashMap<>();
        findings.forEach(finding -> wrong.computeIfAbsent(finding.channel(), channel -> new HashSet<>())
                .add(finding.offerId()));
        pushes.found(wrong);
    }

    private void publishParked() {
        parked.entrySet().removeIf(name -> {
            publishIfNew(DesyncDocuments.of(name.getValue(), now()));
            Desync known = current(name.getKey());
            return name.getValue().waiting() == 0 && (known == null || known.state() == State.CLOSED);
        });
    }

    private void publishSources() {
        Map<String, Instant> silent = sources.silent(now());
        silent.forEach((source, last) -> {
            heardSources.remove(source);
            publishIfNew(DesyncDocuments.silent(source, last, sources.maxAge(source), now()));
        });
        for (Desync desync : openOnTopic()) {
            if (desync.kind() == Kind.STALE_SOURCE && desync.evidence().get("source") instanceof String source) {
                boolean unwatched = sources.maxAge(source) == null;
                if (unwatched || (heardSources.contains(source) && !silent.containsKey(source))) {
                    publish(DesyncDocuments.closed(desync, now()));
                }
            }
        }
    }

    private Collection<Desync> openOnTopic() {
        Map<String, Desync> open = new HashMap<>();
        view.open().forEach(desync -> open.put(desync.id(), desync));
        open.putAll(own);
        open.values().removeIf(desync -> desync.state() != State.OPEN);
        return open.values();
    }

    private Desync current(String id) {
        Desync mine = own.get(id);
        return mine == null ? view.get(id) : mine;
    }

    private void publishIfNew(Desync next) {
        if (DesyncDocuments.differs(current(next.id()), next)) {
            publish(next);
        }
    }

    /** Beyond the bound, and after a failure, the next pass finds the same difference again. */
    private void publish(Desync desync) {
        if (over || inFlight >= MAX_IN_FLIGHT) {
            return;
        }
        Desync before = own.put(desync.id(), desync);
        inFlight++;
        services.kafka()
                .publish(StockTopics.STOCK_DESYNC, desync.id(), Json.bytes(desync))
                .onComplete(done -> context.runOnContext(ignored -> {
                    inFlight--;
                    if (done.failed() && desync.equals(own.get(desync.id()))) {
                        if (before == null) {
                            own.remove(desync.id());
                        } else {
                            own.put(desync.id(), before);
                        }
                        log.atWarn()
                                .setCause(done.cause())
                                .addKeyValue("id", desync.id())
                                .log("Desync not published, trying again with the next pass");
                    }
                }));
        log.atInfo()
                .addKeyValue("id", desync.id())
                .addKeyValue("state", desync.state())
                .addKeyValue("delta", desync.delta())
                .addKeyValue("cause", desync.cause())
                .log("Desync changed");
    }

    private <T> Future<T> onContext(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }

    private Instant now() {
        return services.clock().instant();
    }

    private long nowMillis() {
        return now().toEpochMilli();
    }
}
