package io.zapas.alerting.mail;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who reads about whose alerts: owners with a mailbox of their own, and for everything else the default recipients. Immutable. */
final class Readers {
    private final Map<String, Reader> byOwner = new TreeMap<>();
    private final Reader others;

    /**
     * One digest's readers.
     *
     * @param key names them among all; stable
     * @param name for the subject; empty: nobody's in particular
     */
    record Reader(String key, String name, List<String> mailboxes) {}

    /** @param owners mailbox by owner, as the products name them; case does not matter */
    Readers(Map<String, String> owners, List<String> others) {
        owners.forEach((owner, mailbox) -> {
            String name = Envelope.name(mailbox);
            byOwner.put(key(owner), new Reader("owner " + key(owner), name.isEmpty() ? owner : name, List.of(mailbox)));
        });
        this.others = new Reader("others", "", List.copyOf(others));
    }

    /** @param owner may be null */
    Reader of(String owner) {
        return owner == null ? others : byOwner.getOrDefault(key(owner), others);
    }

    private static String key(String owner) {
        return owner.strip().toLowerCase(Locale.ROOT);
    }
}
