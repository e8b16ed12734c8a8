package io.zapas.runtime.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The checks of one process. */
public final class HealthBoard implements Health {
    private final Map<String, Supplier<Status>> checks = new ConcurrentSkipListMap<>();

    @Override
    public void register(String name, Supplier<Status> check) {
        checks.put(name, check);
    }

    /** Status by name; a check that throws counts as not ready. */
    public Map<String, Status> ask() {
        Map<String, Status> answers = new LinkedHashMap<>();
        checks.forEach((name, check) -> answers.put(name, ask(check)));
        return answers;
    }

    private static Status ask(Supplier<Status> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return Status.notReady("check failed: " + e);
        }
    }
}
