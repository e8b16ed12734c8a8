package io.zapas.forecast.domain;

import java.time.Instant;

/**
 * One delivery as it went.
 *
 * @param receivedAt when at least half of what was ordered had come
 * @param leadDays from the day the purchase order was first heard of to that moment, at least 0
 * @param statedDays the lead time the product stated then; null: none
 * @param delayDays from the day expected last to the day it came, negative: early
 * @param confirmed the supplier had confirmed that day
 */
public record Delivery(Instant receivedAt, double leadDays, Double statedDays, double delayDays, boolean confirmed) {}
