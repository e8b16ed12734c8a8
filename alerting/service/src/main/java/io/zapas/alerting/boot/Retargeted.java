package io.zapas.alerting.boot;

import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The same destination under a name of its own: a further channel, or further addresses, that rules send to. What is recorded about its deliveries
 * is kept apart by that name.
 */
record Retargeted(String name, Destination destination) implements Destination {

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        return destination.deliver(notice, previous, firstTriedAt);
    }

    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return destination.find(deliveryId);
    }

    @Override
    public CompletionStage<Boolean> tell(String id, String text) {
        return destination.tell(id, text);
    }

    @Override
    public Optional<Duration> refresh() {
        return destination.refresh();
    }

    @Override
    public CompletionStage<Void> returned(Gap gap) {
        return destination.returned(gap);
    }

    /** The configuration with another value for one key. */
    record With(Config config, ConfigKey<?> changed, Object value) implements Config {

        @Override
        public <T> T get(ConfigKey<T> key) {
            return find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + " has no value"));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> Optional<T> find(ConfigKey<T> key) {
            return key.name().equals(changed.name()) ? Optional.of((T) value) : config.find(key);
        }

        @Override
        public Map<String, String> section(String prefix) {
            return config.section(prefix);
        }
    }
}
