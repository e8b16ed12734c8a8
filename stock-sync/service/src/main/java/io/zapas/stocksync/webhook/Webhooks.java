package io.zapas.stocksync.webhook;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The systems whose webhooks are taken. Immutable. */
public final class Webhooks {
    private final Map<String, WebhookSystem> systems = new TreeMap<>();

    Webhooks(List<WebhookSystem> systems) {
        systems.forEach(system -> this.systems.put(system.name(), system));
    }

    public Optional<WebhookSystem> find(String name) {
        return Optional.ofNullable(systems.get(name));
    }

    /** In order. */
    public Collection<String> names() {
        return List.copyOf(systems.keySet());
    }
}
