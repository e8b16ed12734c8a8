package io.zapas.stocksync.connector;

import java.util.Map;
import java.util.Set;

/**
 * What became of a call.
 *
 * @param refused why, by offer id: for a person, in the system's words, at most 200 characters; every listing not named here was taken
 * @param unknown those of them of which it is not known whether they were taken: no answer came for them, though one came for others
 */
public record Pushed(Map<String, String> refused, Set<String> unknown) {
    public static final Pushed ALL = new Pushed(Map.of());

    public Pushed {
        refused = Map.copyOf(refused);
        unknown = Set.copyOf(unknown);
    }

    /** Of all that are refused it is known. */
    public Pushed(Map<String, String> refused) {
        this(refused, Set.of());
    }
}
