package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Route;
import io.zapas.alerting.domain.Router;
import io.zapas.alerting.routing.Rule.Case;
import java.util.Collection;
import java.util.Set;

/**
 * Where alerts are told that no rule matches, in a shop that has a digest:
 *
 * <ul>
 *   <li>what concerns an article of class C is left to the digest, and to programs that listen, unless it is sold beyond stock;
 *   <li>what is critical, or was not answered and escalated, is told everywhere at once;
 *   <li>all else at once but by mail: mail has it in the digest. Where mail is the only place that people read, it takes what is high, too: nobody would be asked for it otherwise, or
 *       chased.
 * </ul>
 *
 * Immutable; safe on every thread.
 */
final class Defaults implements Router {
    static final String AT_ONCE = "default.at-once";
    static final String ONLY_MAIL = "default.only-mail";
    static final String NO_MAIL = "default.no-mail";
    static final String DIGEST = "default.digest";
    static final Set<String> NAMES = Set.of(Route.EVERYWHERE.rule(), AT_ONCE, ONLY_MAIL, NO_MAIL, DIGEST);

    private static final Set<String> PROGRAMS = Set.of("webhook", "alertmanager");

    private final Route atOnce = new Route(AT_ONCE, null);
    private final Route onlyMail = new Route(ONLY_MAIL, null);
    private final Route noMail;
    private final Route digest;
    private final boolean nothingButMail;

    /** @param destinations names of all there are */
    Defaults(Collection<String> destinations) {
        noMail = new Route(
                NO_MAIL, destinations.stream().filter(name -> !isMail(name)).toList());
        nothingButMail = noMail.targets().stream().allMatch(PROGRAMS::contains);
        digest = new Route(
                DIGEST, destinations.stream().filter(PROGRAMS::contains).toList());
    }

    private static boolean isMail(String name) {
        return name.equals("mail") || name.startsWith("mail:");
    }

    @Override
    public Route route(Alert alert) {
        Case one = Case.of(alert);
        boolean escalated = alert.escalations() > 0;
        if (one.abc().equals("C") && !escalated && !soldBeyondStock(alert)) {
            return digest;
        }
        if (escalated || alert.severity() == Alert.Severity.CRITICAL) {
            return atOnce;
        }
        return nothingButMail && alert.severity() == Alert.Severity.HIGH ? onlyMail : noMail;
    }

    /** Somebody waits for what is not there, or soon will. */
    private static boolean soldBeyondStock(Alert alert) {
        return alert.type() == Alert.Type.OVERSOLD
                || (alert.type() == Alert.Type.DESYNC && alert.severity() == Alert.Severity.CRITICAL);
    }
}
