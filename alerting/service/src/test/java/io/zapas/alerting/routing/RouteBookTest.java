package io.zapas.alerting.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Route;
import io.zapas.alerting.render.SampleAlerts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteBookTest {
    private static final String OWNERS = """
            anna.k deputy=jan head=ewa mail=anna@example.com
            jan    mail=jan@example.com
            ewa
            *      head=ewa
            """;
    private static final String RULES = """
            oversold: type=OVERSOLD,DESYNC severity=CRITICAL -> slack=#operations mail
            small: class=C severity=high,medium,low -> digest
            anna: owner=anna.k -> slack mail=owner
            nobody: owner=none class=A,none -> mail=a@example.com,b@example.com
            """;

    private final RouteBook book = book(RULES, OWNERS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "OVERSOLD     | CRITICAL | C | anna.k | oversold | slack:#operations mail",
                "DESYNC       | MEDIUM   | - | jan    | default  | -",
                "SHORTAGE     | HIGH     | C | anna.k | small    | ''",
                "OUT_OF_STOCK | CRITICAL | C | jan    | default  | -",
                "SHORTAGE     | HIGH     | A | anna.k | anna     | slack mail:anna@example.com",
                "SHORTAGE     | HIGH     | - | -      | nobody   | mail:a@example.com,b@example.com",
                "SHORTAGE     | HIGH     | B | -      | default  | -"
            })
    void theFirstRuleThatMatchesDecides(
            Alert.Type type, Severity severity, String abc, String owner, String rule, String targets) {
        Route route = book.route(alert(type, severity, abc, owner, owner));
        assertThat(route.rule()).isEqualTo(rule);
        assertThat(route.targets() == null ? null : String.join(" ", route.targets()))
                .isEqualTo(targets);
    }

    @Test
    void whoIsAskedNextGetsTheMail() {
        assertThat(book.route(alert(Alert.Type.SHORTAGE, Severity.HIGH, "A", "anna.k", "jan"))
                        .targets())
                .containsExactly("slack", "mail:jan@example.com");
        assertThat(book.route(alert(Alert.Type.SHORTAGE, Severity.HIGH, "A", "anna.k", "ewa"))
                        .targets())
                .as("without an address the default ones")
                .containsExactly("slack", "mail");
        assertThat(book.chains())
                .containsEntry("anna.k", List.of("jan", "ewa"))
                .containsEntry("jan", List.of())
                .containsEntry("*", List.of("ewa"));
    }

    @Test
    void ownersMayBeAwayForDaysAndSpans() {
        RouteBook away = book("", "anna.k away=2026-12-31,2027-01-04/2027-01-06; jan");
        assertThat(away.absences())
                .isEqualTo(Map.of(
                        "anna.k",
                        Set.of(
                                LocalDate.of(2026, 12, 31),
                                LocalDate.of(2027, 1, 4),
                                LocalDate.of(2027, 1, 5),
                                LocalDate.of(2027, 1, 6))));
    }

    @Test
    void anOwnersMailboxBearsTheirNameAndRoutesTheAddressAlone() {
        RouteBook named = book(
                "all: severity=critical,high,medium,low -> mail=owner",
                "anna.k name=\"Anna K.\" mail=anna@example.com; jan mail=jan@example.com; ewa name=Ewa");
        assertThat(named.mailboxes())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("anna.k", "Anna K. <anna@example.com>", "jan", "jan@example.com"));
        assertThat(named.recipients()).containsExactlyInAnyOrder("anna@example.com", "jan@example.com");
    }

    @Test
    void withoutRulesEverythingGoesEverywhere() {
        assertThat(book("", "").route(alert(Alert.Type.SHORTAGE, Severity.LOW, "C", null, null)))
                .isEqualTo(Route.EVERYWHERE);
    }

    @Test
    void aRuleThatLeavesAlertsToADigestNeedsOne() {
        RouteBook small = book("small: class=C -> digest", "");
        small.check(Set.of("slack"), true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.check(Set.of("slack", "mail"), false))
                .withMessageContaining("alert.routes: rule small: leaves alerts to the digest, but there is none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "OUT_OF_STOCK  | CRITICAL | A | 0 | default.at-once | -",
                "SHORTAGE      | HIGH     | A | 0 | default.no-mail | slack slack:#operations teams webhook",
                "SHORTAGE      | MEDIUM   | - | 0 | default.no-mail | slack slack:#operations teams webhook",
                "SHORTAGE      | MEDIUM   | B | 1 | default.at-once | -",
                "OUT_OF_STOCK  | CRITICAL | C | 0 | default.digest  | webhook",
                "CAMPAIGN_RISK | HIGH     | C | 0 | default.digest  | webhook",
                "DESYNC        | MEDIUM   | C | 0 | default.digest  | webhook",
                "DESYNC        | CRITICAL | C | 0 | default.at-once | -",
                "OVERSOLD      | CRITICAL | C | 0 | default.at-once | -",
                "SHORTAGE      | HIGH     | C | 1 | default.at-once | -",
                "UNKNOWN_SKU   | HIGH     | - | 0 | default.no-mail | slack slack:#operations teams webhook"
            })
    void whereThereIsADigestItTakesWhatCanWait(
            Alert.Type type, Severity severity, String abc, int escalations, String rule, String targets) {
        Alert plain = alert(type, severity, abc, "jan", "jan");
        Alert alert = SampleAlerts.with(plain, Map.of("escalations", escalations));
        Route route = book("", OWNERS)
                .withDigest(List.of("slack", "slack:#operations", "teams", "webhook", "mail", "mail:jan@example.com"))
                .route(alert);
        assertThat(route.rule()).isEqualTo(rule);
        assertThat(route.targets() == null ? null : String.join(" ", route.targets()))
                .isEqualTo(targets);
    }

    @Test
    void withOnlyMailTheDigestTellsWhatCanWait() {
        RouteBook mailOnly = book("", OWNERS).withDigest(List.of("mail", "webhook"));
        assertThat(mailOnly.route(alert(Alert.Type.SHORTAGE, Severity.MEDIUM, "A", "jan", "jan"))
                        .targets())
                .containsExactly("webhook");
        assertThat(mailOnly.route(alert(Alert.Type.SHORTAGE, Severity.HIGH, "A", "jan", "jan")))
                .as("nobody would be asked otherwise")
                .returns(Defaults.ONLY_MAIL, Route::rule)
                .returns(null, Route::targets);
        assertThat(mailOnly.route(alert(Alert.Type.OUT_OF_STOCK, Severity.CRITICAL, "A", "jan", "jan"))
                        .targets())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: owner=piotr -> slack         | alert.routes: rule x: owner piotr is not among alert.owners",
                "x: class=A -> slack; y: class=A type=SHORTAGE -> mail | alert.routes: rule y: never matches",
                "x: class=A,B -> slack; y: class=C,none -> mail; z: type=DESYNC -> slack | rule z: never matches",
                "x: class=D -> slack             | rule x: class must be A, B, C or none, was D",
                "x: kind=DESYNC -> slack         | rule x: knows severity, class, owner and type, not kind",
                "x: type=NONSENSE -> slack       | rule x: type must be one of",
                "x: severity=HIGH -> pager       | rule x: sends to slack",
                "x: severity=HIGH -> digest mail | rule x: sends to slack",
                "x: severity=HIGH -> teams=ops   | mail=owner, alertmanager, teams, webhook, or digest alone",
                "x: -> mail=nobody               | rule x: sends to slack",
                "x: -> slack; x: -> mail         | rule x: is there twice",
                "default: -> slack               | rule default: is there twice, or named as a default",
                "default.no-mail: -> slack       | rule default.no-mail: is there twice, or named as a default",
                "slack                           | a rule must read NAME: CONDITIONS -> TARGETS"
            })
    void whatCannotBeMeantIsRefusedByName(String rules, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book(rules, "anna.k"))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anna.k deputy=jan     | alert.owners: owner anna.k: jan has no entry of their own",
                "anna.k name=\"A <b@c>\" | owner anna.k: name must be a name",
                "anna.k name=\"\"       | owner anna.k: name must be a name",
                "anna.k name=\"Anna K.  | must be made of KEY=VALUE",
                "anna.k boss=jan       | owner anna.k: knows name, deputy, head, mail, slack and away, not boss",
                "anna.k mail=anna      | owner anna.k: mail must be an address, was anna",
                "anna.k slack=anna     | owner anna.k: slack must be a member id such as U0123456789, was anna",
                "anna.k slack=U012; jan slack=U012 | owner jan: slack U012 is somebody else already",
                "anna.k away=jutro     | owner anna.k: away must be days such as 2026-12-31 or 2026-12-21/2027-01-02, was jutro",
                "anna.k away=2026-12-21/2026-12-20 | owner anna.k: away must be days such as",
                "anna.k away=2026-12-21/2026-12-22/2026-12-23 | owner anna.k: away must be days such as",
                "anna.k away=2026-01-01/2027-01-01,2028-01-01 | owner anna.k: away must be at most 366 days",
                "anna.k away=2026-01-01/9999-12-31 | owner anna.k: away must be days such as",
                "anna.k; anna.k        | owner anna.k: is there twice"
            })
    void ownersAreCheckedToo(String owners, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> book("", owners)).withMessageContaining(message);
    }

    @Test
    void aChannelWithoutSlackIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book.check(Set.of("mail", "mail:anna@example.com", "mail:jan@example.com"), true))
                .withMessageContaining(
                        "alert.routes: rule oversold: sends to slack:#operations, but slack.token is not")
                .withMessageContaining("rule anna: sends to slack, but slack.token or slack.webhook is not configured")
                .withMessageContaining("rule nobody: sends to mail:a@example.com,b@example.com, but smtp.host");
        assertThat(book.channels()).containsExactly("#operations");
        assertThat(book.recipients())
                .containsExactlyInAnyOrder("anna@example.com", "jan@example.com", "a@example.com,b@example.com");
    }

    @Test
    void receiversAreTargetsLikeAnyOther() {
        RouteBook receivers = book("all: severity=critical -> webhook teams alertmanager slack", "");
        assertThat(receivers
                        .route(alert(Alert.Type.SHORTAGE, Severity.CRITICAL, "A", null, null))
                        .targets())
                .containsExactly("webhook", "teams", "alertmanager", "slack");
        receivers.check(Set.of("webhook", "teams", "alertmanager", "slack"), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> receivers.check(Set.of("slack"), false))
                .withMessageContaining("rule all: sends to webhook, but webhook.url is not configured")
                .withMessageContaining("rule all: sends to teams, but teams.url is not configured")
                .withMessageContaining("rule all: sends to alertmanager, but alertmanager.url is not configured");
        assertThat(receivers.channels()).isEmpty();
        assertThat(receivers.recipients()).isEmpty();
    }

    private static RouteBook book(String rules, String owners) {
        return new RouteBook(RuleReader.rules(rules), RuleReader.owners(owners));
    }

    static Alert alert(Alert.Type type, Severity severity, String abc, String owner, String assignee) {
        Instant at = Instant.parse("2026-11-23T08:00:00Z");
        return new Alert(
                "01A",
                "f",
                1,
                type,
                severity,
                Alert.Condition.FIRING,
                Alert.Handling.NEW,
                "LED",
                "LED",
                null,
                "Brak: LED",
                owner,
                "g",
                at,
                at,
                null,
                abc == null ? Map.of() : Map.of("abc", abc),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                false,
                assignee,
                0,
                null);
    }
}
