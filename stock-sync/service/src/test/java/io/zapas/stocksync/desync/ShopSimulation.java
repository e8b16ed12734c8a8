package io.zapas.stocksync.desync;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * One SKU sold on a watched channel and elsewhere, a second at a time. The channel takes its own sales off its listing at once, follows every
 * published availability after a push lag, and is heard after an event lag; the two together, and the lag of its orders, stay within the settle time.
 */
final class ShopSimulation {
    private static final String SKU = "LED-1";
    private static final String CHANNEL = "allegro";

    private record Due(long atMillis, long order, Runnable what) {}

    private final Random random;
    private final int settleSeconds;
    private final int maxPushLag;
    private final int maxEventLag;
    private final long cap;
    private final int percent;
    private final double ownSaleRate;
    private final double otherRate;
    private final DesyncRule rule;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::order));

    private long nowMillis = 1_000_000_000L;
    private long order;
    private long statedMillis;
    private long lastHeardMillis;
    private long onHand;
    private long version;
    private long shown;
    private long pushedVersion;
    private int statements;
    private boolean stuck;

    ShopSimulation(Random random, int settleSeconds) {
        this.random = random;
        this.settleSeconds = settleSeconds;
        this.maxPushLag = random.nextInt(settleSeconds);
        this.maxEventLag = settleSeconds - 1 - maxPushLag;
        this.cap = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : Long.MAX_VALUE;
        this.percent = random.nextInt(3) == 0 ? 10 + random.nextInt(90) : 100;
        this.ownSaleRate = random.nextDouble() * 0.3;
        this.otherRate = random.nextDouble() * 0.2;
        this.rule = new DesyncRule(settleSeconds * 1000L, nowMillis, Pushes.NONE);
        this.onHand = random.nextInt(300);
        this.shown = target();
        hear(shown);
        recorded(null, 0);
    }

    long target() {
        return Math.min(cap, Math.max(0, onHand) * percent / 100);
    }

    long shown() {
        return shown;
    }

    int statements() {
        return statements;
    }

    long settleSeconds() {
        return rule.settleMillis(CHANNEL) / 1000;
    }

    void tick() {
        if (random.nextDouble() < ownSaleRate && shown > 0) {
            long units = 1L + random.nextInt((int) Math.min(3, shown));
            show(shown - units);
            later(random.nextInt(settleSeconds), () -> recorded(CHANNEL, units));
        }
        if (random.nextDouble() < otherRate) {
            recorded("shop", random.nextInt(4) == 0 ? -1L - random.nextInt(100) : 1 + random.nextInt(5));
        }
        quietTick();
    }

    /** Time passes; nobody buys. */
    void quietTick() {
        nowMillis += 1000;
        while (!due.isEmpty() && due.peek().atMillis() <= nowMillis) {
            due.poll().what().run();
        }
    }

    /** Everything under way arrives, then the channel stops following, and stock moves away from what it shows by {@code units}. */
    void fallStuckWith(long units) {
        for (int i = 0; i < 3 * settleSeconds; i++) {
            quietTick();
            if (i % 15 == 0) {
                pass();
            }
        }
        stuck = true;
        long before = target();
        while (target() - before < 1 && target() < cap) {
            recorded(null, -units);
        }
        if (target() == before) {
            recorded(null, onHand);
        }
    }

    List<Finding> pass() {
        DesyncRule.Pass pass = rule.pass();
        while (pass.step(1, nowMillis)) {}
        return pass.findings(nowMillis);
    }

    /** A change has been recorded and published: the rule hears it now, the channel after the push lag. */
    private void recorded(String channel, long taken) {
        onHand -= taken;
        version++;
        LedgerEntry entry = new LedgerEntry(
                version,
                SKU,
                "main",
                version,
                LedgerEntry.Reason.HOLD,
                null,
                null,
                onHand + taken,
                onHand,
                0,
                0,
                0,
                0,
                null,
                "test",
                null,
                channel,
                null,
                null,
                0);
        long target = target();
        rule.availability(
                new Availability(
                        SKU,
                        Math.max(0, onHand),
                        0,
                        null,
                        Map.of(CHANNEL, target),
                        null,
                        null,
                        null,
                        version,
                        null,
                        false),
                nowMillis);
        rule.entries(List.of(entry), List.of(SKU), nowMillis);
        long pushed = version;
        later(maxPushLag == 0 ? 0 : random.nextInt(maxPushLag), () -> push(pushed, target));
    }

    private void push(long version, long quantity) {
        if (!stuck && version > pushedVersion) {
            pushedVersion = version;
            if (shown != quantity) {
                show(quantity);
            }
        }
    }

    private void show(long quantity) {
        shown = quantity;
        int lagSeconds = maxEventLag == 0 ? 0 : random.nextInt(maxEventLag);
        // Statements of one offer stay in order on their way.
        lastHeardMillis = Math.max(lastHeardMillis, nowMillis + lagSeconds * 1000L);
        long stated = ++statedMillis;
        due.add(new Due(lastHeardMillis, order++, () -> hear(quantity, stated)));
    }

    private void hear(long quantity) {
        hear(quantity, ++statedMillis);
    }

    private void hear(long quantity, long stated) {
        statements++;
        rule.offer(new OfferState(CHANNEL, "offer-1", SKU, quantity, null, Instant.ofEpochMilli(stated)), nowMillis);
    }

    private void later(int seconds, Runnable what) {
        due.add(new Due(nowMillis + seconds * 1000L, order++, what));
    }
}
