package io.zapas.stocksync.connector;

import java.util.Map;

/**
 * What became of a call.
 *
 * @param refused why, by offer id: for a person, in the system's words, at most 200 characters; every listing not named here was taken
 */
public record Pushed(Map<String, String> refused) {
    public static final Pushed ALL = new Pushed(Map.of());

    public Pushed {
        refused = Map.copyOf(refused);
    }
}
