package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.push.plan.ChannelPlan.Telling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A channel that is pushed to, a second at a time: it takes its own sales off its listings at once and is heard at once, its orders are recorded late but within the settle time; stock
 * changes elsewhere, too. Calls take a while, are refused, or get no answer with or without effect; people edit listings; the channel stops following; whoever pushes dies between any
 * two steps and goes on from what was written down.
 */
final class ChannelSimulation {
    static final long SETTLE_MILLIS = 60_000;
    private static final int BATCH = 20;

    /** One listing of one SKU of its own, as the channel has it. */
    private static final class Offer {
        final String id;
        final String sku;
        long onHand;
        long version = 1;
        long shown;
        long pending;

        Offer(int number, long onHand) {
            this.id = "o" + number;
            this.sku = "SKU-" + number;
            this.onHand = onHand;
            this.shown = onHand;
        }

        long target() {
            return Math.max(0, onHand);
        }

        long free() {
            return Math.max(0, onHand - pending);
        }
    }

    private record Due(long atMillis, long order, Runnable what) {}

    final Random random;
    private final Map<String, Offer> offers = new HashMap<>();
    private final List<Offer> list = new ArrayList<>();
    private final Map<String, Push> written = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::order));
    /** When a listing was told again what it had taken, by listing. */
    final Map<String, List<Long>> healed = new HashMap<>();

    private ChannelPlan plan = new ChannelPlan("allegro", SETTLE_MILLIS, 100);
    private long incarnation;
    private long order;
    long nowMillis = 1_000_000_000L;
    long begunMillis = nowMillis;
    int callSeconds;
    double refusals;
    double silences;
    boolean stuck;
    int pushes;
    private boolean calling;

    ChannelSimulation(Random random, int listings) {
        this.random = random;
        for (int i = 0; i < listings; i++) {
            Offer offer = new Offer(i, random.nextInt(200));
            offers.put(offer.id, offer);
            list.add(offer);
        }
        load();
    }

    private void load() {
        for (Offer offer : list) {
            plan.stated(offer.id, offer.sku, offer.shown, nowMillis - 1, nowMillis);
            plan.target(offer.sku, offer.target(), offer.version, nowMillis);
        }
    }

    /** Whoever pushes dies, here and now, and another goes on. */
    void crash() {
        incarnation++;
        plan = new ChannelPlan("allegro", SETTLE_MILLIS, 100);
        underWay.clear();
        calling = false;
        begunMillis = nowMillis;
        load();
        written.values().forEach(push -> plan.restore(push, Long.MIN_VALUE, nowMillis));
    }

    void sellOn(double rate) {
        for (Offer offer : list) {
            if (random.nextDouble() < rate && offer.shown > 0) {
                long units = 1L + random.nextInt((int) Math.min(3, offer.shown));
                offer.shown -= units;
                offer.pending += units;
                heard(offer);
                later(random.nextInt((int) SETTLE_MILLIS / 1000 - 1), () -> {
                    offer.pending -= units;
                    offer.onHand -= units;
                    offer.version++;
                    plan.target(offer.sku, offer.target(), offer.version, nowMillis);
                    plan.sold(offer.sku, units, nowMillis);
                });
            }
        }
    }

    void changeElsewhere(double rate) {
        for (Offer offer : list) {
            if (random.nextDouble() < rate) {
                offer.onHand += random.nextInt(5) == 0 ? 1 + random.nextInt(60) : -1L - random.nextInt(4);
                offer.version++;
                plan.target(offer.sku, offer.target(), offer.version, nowMillis);
            }
        }
    }

    void edit(int howMany) {
        for (int i = 0; i < howMany; i++) {
            Offer offer = list.get(random.nextInt(list.size()));
            offer.shown = random.nextInt(250);
            heard(offer);
        }
    }

    private void heard(Offer offer) {
        nowMillis++;
        plan.stated(offer.id, offer.sku, offer.shown, nowMillis, nowMillis);
    }

    void second() {
        nowMillis += 1_000;
        while (!due.isEmpty() && due.peek().atMillis() <= nowMillis) {
            due.poll().what().run();
        }
        push();
    }

    private void push() {
        if (calling) {
            return;
        }
        List<Telling> tellings = plan.next(BATCH, nowMillis);
        if (tellings.isEmpty()) {
            return;
        }
        for (Telling telling : tellings) {
            Offer offer = offers.get(telling.offerId());
            assertThat(telling.quantity()).as("never above what it may show").isBetween(0L, offer.target());
            assertThat(underWay.add(offer.id))
                    .as("one call at a time about a listing")
                    .isTrue();
            Push before = written.get(offer.id);
            boolean same =
                    before != null && before.state() == Push.State.TAKEN && before.quantity() == telling.quantity();
            // One in quarantine that shows too much is told 0 whenever it is put up again.
            if (same && (before.quarantine() == null || telling.quantity() > 0)) {
                healed.computeIfAbsent(offer.id, id -> new ArrayList<>()).add(nowMillis);
            }
        }
        write(tellings);
        calling = true;
        long begun = incarnation;
        later(callSeconds == 0 ? 0 : random.nextInt(callSeconds), () -> arrive(tellings, begun));
        while (callSeconds == 0 && calling) {
            due.poll().what().run();
        }
    }

    /** The call arrives at the channel, whether or not whoever sent it is still there. */
    private void arrive(List<Telling> tellings, long begun) {
        nowMillis++;
        boolean silent = random.nextDouble() < silences;
        boolean effect = !silent || random.nextBoolean();
        for (Telling telling : tellings) {
            Offer offer = offers.get(telling.offerId());
            boolean refused = !silent && random.nextDouble() < refusals;
            if (!refused && effect && !stuck) {
                if (callSeconds == 0 && nowMillis - begunMillis > 0 && incarnation == 0) {
                    assertThat(telling.quantity())
                            .as("%s shows no more than is there after sales nobody told of", offer.id)
                            .isLessThanOrEqualTo(Math.max(offer.free(), 0));
                }
                offer.shown = telling.quantity();
                pushes++;
            }
            if (begun != incarnation) {
                continue;
            }
            underWay.remove(offer.id);
            if (silent) {
                plan.unanswered(offer.id, nowMillis);
            } else if (refused) {
                plan.refused(offer.id, "no", false, nowMillis);
            } else {
                plan.taken(offer.id, nowMillis);
            }
        }
        if (begun == incarnation) {
            calling = false;
            if (random.nextInt(4) > 0 || incarnation == 0) {
                write(tellings);
            } else {
                crash();
            }
        }
        for (Telling telling : tellings) {
            if (random.nextInt(3) == 0) {
                heard(offers.get(telling.offerId()));
            }
        }
    }

    private void write(List<Telling> tellings) {
        tellings.forEach(telling -> written.put(telling.offerId(), plan.push(telling.offerId(), nowMillis)));
    }

    private void later(int seconds, Runnable what) {
        due.add(new Due(nowMillis + seconds * 1_000L, order++, what));
    }

    /** What a look finds; those it shall still find are said again with each look. */
    Set<String> wrong() {
        Set<String> wrong = new HashSet<>();
        list.forEach(offer -> {
            if (offer.shown != offer.target() && offer.pending == 0) {
                wrong.add(offer.id);
            }
        });
        return wrong;
    }

    void look() {
        plan.wrong(wrong(), nowMillis);
    }

    /** Quantity told to a listing in quarantine, or not; by listing. */
    Set<String> quarantined() {
        Set<String> quarantined = new HashSet<>();
        list.forEach(offer -> {
            Push push = plan.push(offer.id, nowMillis);
            if (push != null && push.quarantine() != null) {
                quarantined.add(offer.id);
            }
        });
        return quarantined;
    }

    void restAndSettle(int seconds) {
        for (int i = 0; i < seconds; i++) {
            second();
        }
    }
}
