package io.zapas.alerting.routing;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody who answers for alerts.
 *
 * @param fullName as people call them, may be null
 * @param deputy asked when they do not answer, may be null
 * @param head asked after that, may be null
 * @param mail their address, may be null
 * @param slack their member id in Slack, may be null
 * @param away days on which they do not work, beside those on which nobody does
 */
public record Owner(
        String name, String fullName, String deputy, String head, String mail, String slack, Set<LocalDate> away) {

    /** Who is asked after them. */
    List<String> chain() {
        return Stream.of(deputy, head)
                .filter(person -> person != null && !person.equals(name))
                .distinct()
                .toList();
    }
}
