package io.zapas.demo.shop;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.zapas.demo.door.HttpDoor;
import io.zapas.demo.door.HttpDoor.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The web shop's checkout: holds the basket over HTTP while the customer pays, then confirms and ships, gives it back, or forgets about it. At most
 * {@link #MAX_UNDER_WAY} at a time; when the suite does not answer or asks for patience, the checkout waits. One context.
 */
final class Checkout {
    static final int MAX_UNDER_WAY = 8;
    private static final String CHANNEL = "shop";
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TTL_SECONDS = 45;
    private static final long PAYS_AFTER_MILLIS = 4_000;
    private static final long SHIPS_AFTER_MILLIS = 6_000;

    private final Vertx vertx;
    private final HttpDoor http;
    private final Trade trade;
    private final Channels channels;
    private final Erp erp;
    private final Random random;
    private final String run;
    private final InstantSource clock;
    private Instant next;
    private int underWay;
    private long made;
    private boolean stopped;

    Checkout(
            Vertx vertx,
            HttpDoor http,
            Trade trade,
            Channels channels,
            Erp erp,
            Random random,
            String run,
            InstantSource clock) {
        this.vertx = vertx;
        this.http = http;
        this.trade = trade;
        this.channels = channels;
        this.erp = erp;
        this.random = random;
        this.run = run;
        this.clock = clock;
        next = clock.instant().plus(EVERY);
    }

    void turn(Instant now) {
        if (stopped || now.isBefore(next) || underWay >= MAX_UNDER_WAY) {
            return;
        }
        next = now.plus(EVERY);
        Map<String, Long> basket = trade.basket(CHANNEL);
        if (!basket.isEmpty()) {
            hold(basket, now);
        }
    }

    void stop() {
        stopped = true;
    }

    long made() {
        return made;
    }

    private void hold(Map<String, Long> basket, Instant now) {
        made++;
        underWay++;
        String orderId = "WWW-" + run + "-" + made;
        List<Map<String, Object>> lines = new ArrayList<>();
        basket.forEach((sku, units) -> {
            lines.add(Map.of("sku", sku, "quantity", units));
            channels.sold(CHANNEL, sku, units, now);
            erp.busy(sku, now);
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("orderId", orderId);
        body.put("channel", CHANNEL);
        body.put("lines", lines);
        body.put("ttlSeconds", TTL_SECONDS);
        http.send(HttpMethod.POST, "/v1/reservations", Map.of("Idempotency-Key", orderId), body)
                .onSuccess(answer -> held(answer, basket))
                .onFailure(this::refused);
    }

    private void held(Answer answer, Map<String, Long> basket) {
        if (!answer.ok()) {
            if (answer.status() == 429 || answer.status() >= 500) {
                next = clock.instant().plus(PATIENCE);
            }
            underWay--;
            return;
        }
        String path = "/v1/reservations/" + answer.body().path("id").asText();
        int chance = random.nextInt(100);
        if (chance < 15) {
            underWay--;
        } else if (chance < 35) {
            after(PAYS_AFTER_MILLIS, () -> call(path + "/release", () -> underWay--));
        } else {
            after(
                    PAYS_AFTER_MILLIS,
                    () -> call(path + "/confirm", () -> {
                        basket.keySet().forEach(sku -> erp.busy(sku, clock.instant()));
                        after(
                                SHIPS_AFTER_MILLIS,
                                () -> call(path + "/fulfil", () -> {
                                    underWay--;
                                    basket.forEach((sku, units) -> erp.taken(sku, units, clock.instant()));
                                }));
                    }));
        }
    }

    private void call(String path, Runnable done) {
        http.post(path, null)
                .onSuccess(answer -> {
                    if (answer.ok()) {
                        done.run();
                    } else {
                        underWay--;
                    }
                })
                .onFailure(this::refused);
    }

    private void refused(Throwable cause) {
        underWay--;
        next = clock.instant().plus(PATIENCE);
    }

    private void after(long millis, Runnable action) {
        vertx.setTimer(millis, timer -> {
            if (stopped) {
                underWay--;
            } else {
                action.run();
            }
        });
    }
}
