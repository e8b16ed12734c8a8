package io.zapas.alerting.mail;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Escalation;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who reads about whose alerts: owners with a mailbox of their own, and for everything else the default recipients; of an escalated alert also everybody who was asked after the
 * owner, and while the owner is away who is next. Immutable.
 */
final class Readers {
    private final Map<String, Reader> byOwner = new TreeMap<>();
    private final Escalation escalation;
    private final Reader others;

    /**
     * One digest's readers.
     *
     * @param key names them among all; stable
     * @param name for the subject; empty: nobody's in particular
     */
    record Reader(String key, String name, List<String> mailboxes) {}

    /**
     * @param owners mailbox by owner, as the products name them; case does not matter
     * @param escalation who is asked after whom
     */
    Readers(Map<String, String> owners, List<String> others, Escalation escalation) {
        this.escalation = escalation;
        owners.forEach((owner, mailbox) -> {
            String name = Envelope.name(mailbox);
            byOwner.put(key(owner), new Reader("owner " + key(owner), name.isEmpty() ? owner : name, List.of(mailbox)));
        });
        this.others = new Reader("others", "", List.copyOf(others));
    }

    /** The owner first. */
    Set<Reader> of(Alert alert, LocalDate day) {
        Set<Reader> readers = new LinkedHashSet<>(Set.of(of(alert.owner())));
        escalation.readers(alert, day).forEach(person -> readers.add(of(person)));
        return readers;
    }

    private Reader of(String owner) {
        return owner == null ? others : byOwner.getOrDefault(key(owner), others);
    }

    private static String key(String owner) {
        return owner.strip().toLowerCase(Locale.ROOT);
    }
}
