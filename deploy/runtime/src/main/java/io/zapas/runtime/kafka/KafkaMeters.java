package io.zapas.runtime.kafka;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** What is counted about Kafka: {@code zapas_kafka_lag}, {@code _batch_records}, {@code _retries_total}, {@code zapas_dlq_total}. */
final class KafkaMeters {
    private final MeterRegistry registry;

    KafkaMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void lag(String group, LongSupplier lag) {
        // A loop that follows another of the same group takes over its gauge.
        Gauge before = registry.find("zapas.kafka.lag").tag("group", group).gauge();
        if (before != null) {
            registry.remove(before);
        }
        Gauge.builder("zapas.kafka.lag", lag, supplier -> supplier.getAsLong())
                .tag("group", group)
                .description("Records not yet handled; -1 while unknown")
                .strongReference(true)
                .register(registry);
    }

    DistributionSummary batch(String group) {
        return DistributionSummary.builder("zapas.kafka.batch.records")
                .tag("group", group)
                .register(registry);
    }

    void retry(String group) {
        registry.counter("zapas.kafka.retries", "group", group).increment();
    }

    void deadLetter(String topic, String reason) {
        registry.counter("zapas.dlq", "topic", topic, "reason", reason).increment();
    }
}
