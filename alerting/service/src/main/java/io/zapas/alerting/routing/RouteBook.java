package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Route;
import io.zapas.alerting.domain.Router;
import io.zapas.alerting.routing.Rule.Case;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules in their order: the first that matches decides; what none matches is told by the {@link Defaults}. Rules look at severity, ABC class, owner and type.
 * A target that belongs to nobody else is named {@code slack} or {@code mail}, as the destination; a channel or addresses of a rule's own
 * {@code slack:CHANNEL} and {@code mail:ADDRESSES}. Immutable; safe on every thread.
 */
public final class RouteBook implements Router {
    private static final String OTHERS = "\u0000others";

    private final List<Rule> rules;
    private final Map<String, Owner> owners;
    private final Router defaults;

    /** Without a digest. Throws {@link IllegalArgumentException} naming everything that cannot be meant. */
    RouteBook(List<Rule> rules, Map<String, Owner> owners) {
        this(rules, owners, Router.EVERYWHERE);
    }

    private RouteBook(List<Rule> rules, Map<String, Owner> owners, Router defaults) {
        this.defaults = defaults;
        this.rules = List.copyOf(rules);
        this.owners = Map.copyOf(owners);
        List<String> problems = new ArrayList<>();
        owners.values().forEach(owner -> owner.chain().stream()
                .filter(person -> !owners.containsKey(person))
                .forEach(person -> problems.add(
                        "alert.owners: owner " + owner.name() + ": " + person + " has no entry of their own")));
        for (Rule rule : rules) {
            rule.owners().stream()
                    .filter(owner -> !owner.equals(Rule.NONE) && !owners.containsKey(owner))
                    .sorted()
                    .forEach(owner -> problems.add(
                            "alert.routes: rule " + rule.name() + ": owner " + owner + " is not among alert.owners"));
        }
        if (problems.isEmpty()) {
            neverMatching()
                    .forEach(name -> problems.add(
                            "alert.routes: rule " + name + ": never matches, the rules before it take all it could"));
        }
        fail(problems);
    }

    /**
     * The same where mails go out at once and once a day as a digest: what no rule matches is told as {@link Defaults} says.
     *
     * @param destinations names of those there are
     */
    public RouteBook withDigest(Collection<String> destinations) {
        return new RouteBook(rules, owners, new Defaults(destinations));
    }

    private static void fail(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Tries every kind of alert there is. */
    private List<String> neverMatching() {
        Set<String> people = new HashSet<>(owners.keySet());
        people.addAll(List.of(Rule.NONE, OTHERS));
        Set<String> used = new HashSet<>();
        for (Alert.Severity severity : Alert.Severity.values()) {
            for (Alert.Type type : Alert.Type.values()) {
                for (String abc : List.of("A", "B", "C", Rule.NONE)) {
                    for (String owner : people) {
                        used.add(first(new Case(severity, abc, owner, type)).name());
                    }
                }
            }
        }
        return rules.stream()
                .map(Rule::name)
                .filter(name -> !used.contains(name))
                .toList();
    }

    private Rule first(Case one) {
        for (Rule rule : rules) {
            if (rule.matches(one)) {
                return rule;
            }
        }
        return EVERYTHING;
    }

    private static final Rule EVERYTHING =
            new Rule("default", Set.of(), Set.of(), Set.of(), Set.of(), List.of("slack", "mail"));

    @Override
    public Route route(Alert alert) {
        Rule rule = first(Case.of(alert));
        if (rule.equals(EVERYTHING)) {
            return defaults.route(alert);
        }
        Set<String> targets = new LinkedHashSet<>();
        rule.targets().forEach(target -> targets.add(name(target, alert.assignee())));
        return new Route(rule.name(), List.copyOf(targets));
    }

    private String name(String target, String assignee) {
        if (!target.equals("mail=owner")) {
            return target.replaceFirst("=", ":");
        }
        Owner owner = assignee == null ? null : owners.get(assignee);
        return owner == null || owner.mail() == null ? "mail" : "mail:" + owner.mail();
    }

    /** Who is asked after whom, by owner. */
    public Map<String, List<String>> chains() {
        Map<String, List<String>> chains = new HashMap<>();
        owners.forEach((name, owner) -> chains.put(name, owner.chain()));
        return chains;
    }

    /** When owners are away, by owner. */
    Map<String, Set<LocalDate>> absences() {
        Map<String, Set<LocalDate>> absences = new HashMap<>();
        owners.forEach((name, owner) -> {
            if (!owner.away().isEmpty()) {
                absences.put(name, owner.away());
            }
        });
        return absences;
    }

    /** Owners by their member id in Slack. */
    public Map<String, String> slackMembers() {
        Map<String, String> members = new HashMap<>();
        owners.forEach((name, owner) -> {
            if (owner.slack() != null) {
                members.put(owner.slack(), name);
            }
        });
        return members;
    }

    /** Mailboxes of owners who have one, by owner: {@code Anna K. <anna@example.com>}, or the address alone. */
    public Map<String, String> mailboxes() {
        Map<String, String> mailboxes = new HashMap<>();
        owners.forEach((name, owner) -> {
            if (owner.mail() != null) {
                mailboxes.put(
                        name, owner.fullName() == null ? owner.mail() : owner.fullName() + " <" + owner.mail() + ">");
            }
        });
        return mailboxes;
    }

    /** Channels, other than the default one, that rules send to. */
    public Set<String> channels() {
        return behind("slack:");
    }

    /** Recipients, other than the default ones, that rules send to; addresses separated by commas. */
    public Set<String> recipients() {
        return behind("mail:");
    }

    private Set<String> behind(String prefix) {
        Set<String> found = new LinkedHashSet<>();
        for (Rule rule : rules) {
            targetsOf(rule).stream()
                    .filter(target -> target.startsWith(prefix))
                    .map(target -> target.substring(prefix.length()))
                    .forEach(found::add);
        }
        return found;
    }

    /** Every target the rule may lead to. */
    private Set<String> targetsOf(Rule rule) {
        Set<String> targets = new LinkedHashSet<>();
        for (String target : rule.targets()) {
            targets.add(name(target, null));
            if (target.equals("mail=owner")) {
                owners.keySet().forEach(owner -> targets.add(name(target, owner)));
            }
        }
        return targets;
    }

    /**
     * Throws {@link IllegalArgumentException} naming each rule that sends where nothing is configured.
     *
     * @param destinations names of those there are
     * @param digest whether there is one
     */
    public void check(Set<String> destinations, boolean digest) {
        List<String> problems = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.targets().isEmpty() && !digest) {
                problems.add(
                        "alert.routes: rule " + rule.name()
                                + ": leaves alerts to the digest, but there is none: smtp.host is not configured, or digest.at is off");
            }
            for (String target : targetsOf(rule)) {
                if (!destinations.contains(target)) {
                    String needed = target.equals("slack")
                            ? "slack.token or slack.webhook"
                            : Rule.RECEIVERS.getOrDefault(
                                    target, target.startsWith("slack") ? "slack.token" : "smtp.host");
                    problems.add("alert.routes: rule " + rule.name() + ": sends to " + target + ", but " + needed
                            + " is not configured");
                }
            }
        }
        fail(problems);
    }
}
