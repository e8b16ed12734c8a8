package io.zapas.alerting.boot;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A place people read, with scripted faults: it keeps every message and every ping as people would see them. Outlives the processes that post to it. */
final class FakePlace {
    /** What goes wrong with a call. */
    enum Fault {
        /** Nothing. */
        NONE,
        RATE_LIMITED,
        LOST_BEFORE,
        LOST_AFTER,
        TRANSIENT,
        PERMANENT
    }

    static final Duration RETRY_AFTER = Duration.ofMillis(400);

    private final String name;
    private final Map<String, Notice> shown = new LinkedHashMap<>();
    private final List<String> heads = new ArrayList<>();
    private final List<String> pings = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Long> callTimes = new ArrayList<>();
    private boolean down;

    FakePlace(String name) {
        this.name = name;
    }

    synchronized void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    synchronized List<String> heads() {
        return List.copyOf(heads);
    }

    synchronized List<String> pings() {
        return List.copyOf(pings);
    }

    synchronized int calls() {
        return callTimes.size();
    }

    synchronized List<Long> callTimes() {
        return List.copyOf(callTimes);
    }

    /** The newest state of the only message. */
    synchronized Notice message() {
        if (shown.size() != 1) {
            throw new AssertionError(shown.size() + " messages at " + name);
        }
        return shown.values().iterator().next();
    }

    synchronized List<String> skus() {
        return shown.values().stream()
                .flatMap(notice -> notice.alerts().stream())
                .map(Alert::sku)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    Destination seenBy(CrashPlan plan) {
        return new Door(plan);
    }

    private synchronized Destination.Receipt accept(Notice notice, Destination.Receipt previous) {
        if (previous == null) {
            heads.add(notice.deliveryId());
        } else if (notice.kind() == Notice.Kind.WORSE) {
            pings.add(notice.pingId());
        }
        Notice before = shown.put(notice.deliveryId(), notice);
        if (before != null && before.rev() > notice.rev()) {
            throw new AssertionError("revision " + notice.rev() + " after " + before.rev());
        }
        return new Destination.Receipt(Map.of("ts", notice.deliveryId()));
    }

    private synchronized Optional<Destination.Receipt> search(String id) {
        return heads.contains(id) || pings.contains(id)
                ? Optional.of(new Destination.Receipt(Map.of("ts", id)))
                : Optional.empty();
    }

    private synchronized Fault nextFault() {
        callTimes.add(System.nanoTime());
        return down ? Fault.TRANSIENT : faults.poll();
    }

    private final class Door implements Destination {
        private final CrashPlan plan;

        Door(CrashPlan plan) {
            this.plan = plan;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
            CompletableFuture<Receipt> answer = new CompletableFuture<>();
            plan.effect(
                    "call " + name + ": " + notice.kind(),
                    () -> answer(nextFault(), notice, previous, answer),
                    () -> {});
            return plan.dead() ? new CompletableFuture<>() : answer;
        }

        private void answer(Fault fault, Notice notice, Receipt previous, CompletableFuture<Receipt> answer) {
            if (fault == null || fault == Fault.NONE) {
                answer.complete(accept(notice, previous));
                return;
            }
            if (fault == Fault.LOST_AFTER) {
                accept(notice, previous);
            }
            DeliveryException.Kind kind =
                    switch (fault) {
                        case NONE -> throw new AssertionError("handled above");
                        case RATE_LIMITED -> DeliveryException.Kind.RATE_LIMITED;
                        case LOST_AFTER, LOST_BEFORE -> DeliveryException.Kind.UNKNOWN;
                        case TRANSIENT -> DeliveryException.Kind.TRANSIENT;
                        case PERMANENT -> DeliveryException.Kind.PERMANENT;
                    };
            answer.completeExceptionally(
                    new DeliveryException(kind, "scripted " + fault, fault == Fault.RATE_LIMITED ? RETRY_AFTER : null));
        }

        @Override
        public CompletionStage<Optional<Receipt>> find(String deliveryId) {
            return plan.dead() ? new CompletableFuture<>() : CompletableFuture.completedFuture(search(deliveryId));
        }
    }
}
