package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads owners and rules, one a line (or separated by semicolons, for an environment variable):
 *
 * <pre>
 * anna.k name="Anna K." deputy=jan head=ewa mail=anna@example.com slack=U0123456789 away=2026-12-21/2027-01-02
 * *      head=ewa
 *
 * oversold: type=OVERSOLD,DESYNC severity=CRITICAL -> slack=#operations mail
 * small:    class=C -> digest
 * </pre>
 *
 * Throws {@link IllegalArgumentException} naming the rule and what is wrong with it. Stateless.
 */
final class RuleReader {
    private static final int MAX_ENTRIES = 200;
    private static final int MAX_AWAY_DAYS = 366;
    private static final String AWAY = "away must be days such as 2026-12-31 or 2026-12-21/2027-01-02, was ";
    private static final Pattern RULE = Pattern.compile("([\\w.-]+)\\s*:\\s*(.*?)\\s*->\\s*(.*)");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>@,;=]+@[^\\s<>@,;=]+");
    /** A name in quotes may have spaces. */
    private static final Pattern WORD = Pattern.compile("[^\\s\"]*\"[^\"]*\"|\\S+");
    /** What would end a mailbox's name. */
    private static final Pattern UNFIT = Pattern.compile("[\"<>,@\\p{Cntrl}]");

    private static final Pattern MEMBER = Pattern.compile("[UW][A-Z0-9]{2,20}");
    private static final Set<String> CLASSES = Set.of("A", "B", "C", Rule.NONE);

    private RuleReader() {}

    static Map<String, Owner> owners(String text) {
        Map<String, Owner> owners = new LinkedHashMap<>();
        Set<String> members = new HashSet<>();
        for (String entry : entries(text)) {
            String[] words =
                    WORD.matcher(entry).results().map(MatchResult::group).toArray(String[]::new);
            Map<String, String> fields = fields("owner " + words[0], words);
            Owner owner = new Owner(
                    words[0],
                    unquoted(words[0], fields.remove("name")),
                    fields.remove("deputy"),
                    fields.remove("head"),
                    fields.remove("mail"),
                    fields.remove("slack"),
                    away(words[0], fields.remove("away")));
            if (!fields.isEmpty()) {
                throw wrong(
                        "owner " + words[0],
                        "knows name, deputy, head, mail, slack and away, not "
                                + fields.keySet().iterator().next());
            }
            if (owner.mail() != null && !ADDRESS.matcher(owner.mail()).matches()) {
                throw wrong("owner " + words[0], "mail must be an address, was " + owner.mail());
            }
            if (owner.slack() != null && !MEMBER.matcher(owner.slack()).matches()) {
                throw wrong("owner " + words[0], "slack must be a member id such as U0123456789, was " + owner.slack());
            }
            if (owner.slack() != null && !members.add(owner.slack())) {
                throw wrong("owner " + words[0], "slack " + owner.slack() + " is somebody else already");
            }
            if (owners.put(owner.name(), owner) != null) {
                throw wrong("owner " + words[0], "is there twice");
            }
        }
        return owners;
    }

    /** Days and spans of days, both ends included, separated by commas. */
    private static Set<LocalDate> away(String owner, String text) {
        Set<LocalDate> days = new HashSet<>();
        for (String part : text == null ? new String[0] : text.split(",", -1)) {
            String[] ends = part.split("/", -1);
            try {
                LocalDate first = LocalDate.parse(ends[0]);
                LocalDate last = LocalDate.parse(ends[ends.length - 1]);
                if (ends.length > 2
                        || last.isBefore(first)
                        || first.plusDays(MAX_AWAY_DAYS).isBefore(last)) {
                    throw wrong("owner " + owner, AWAY + part);
                }
                first.datesUntil(last.plusDays(1)).forEach(days::add);
            } catch (DateTimeException e) {
                throw wrong("owner " + owner, AWAY + part);
            }
        }
        if (days.size() > MAX_AWAY_DAYS) {
            throw wrong("owner " + owner, "away must be at most " + MAX_AWAY_DAYS + " days");
        }
        return Set.copyOf(days);
    }

    private static String unquoted(String owner, String name) {
        if (name == null) {
            return null;
        }
        String bare = name.replaceAll("^\"|\"$", "").strip();
        if (bare.isEmpty() || UNFIT.matcher(bare).find()) {
            throw wrong("owner " + owner, "name must be a name such as \"Anna K.\", was " + name);
        }
        return bare;
    }

    static List<Rule> rules(String text) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>(Defaults.NAMES);
        for (String entry : entries(text)) {
            Matcher parts = RULE.matcher(entry);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "a rule must read NAME: CONDITIONS -> TARGETS, but one reads \"" + entry + '"');
            }
            String name = parts.group(1);
            if (!names.add(name)) {
                throw wrong("rule " + name, "is there twice, or named as a default");
            }
            rules.add(rule(name, parts.group(2), parts.group(3)));
        }
        return rules;
    }

    private static Rule rule(String name, String conditions, String targets) {
        String what = "rule " + name;
        Map<String, String> fields = fields(what, ("- " + conditions).strip().split("\\s+", -1));
        Rule rule = new Rule(
                name,
                values(fields.remove("severity"), text -> known(what, "severity", text, Alert.Severity.class)),
                values(fields.remove("class"), text -> abcClass(what, text)),
                values(fields.remove("owner"), text -> text),
                values(fields.remove("type"), text -> known(what, "type", text, Alert.Type.class)),
                targets(what, targets));
        if (!fields.isEmpty()) {
            throw wrong(
                    what,
                    "knows severity, class, owner and type, not "
                            + fields.keySet().iterator().next());
        }
        return rule;
    }

    private static List<String> targets(String rule, String text) {
        List<String> targets = Arrays.stream(text.strip().split("\\s+", -1)).toList();
        if (targets.equals(List.of("digest"))) {
            return List.of();
        }
        for (String target : targets) {
            boolean known = target.equals("slack")
                    || target.equals("mail")
                    || Rule.RECEIVERS.containsKey(target)
                    || target.equals("mail=owner")
                    || (target.startsWith("slack=") && target.length() > "slack=".length())
                    || (target.startsWith("mail=") && areAddresses(target.substring("mail=".length())));
            if (!known) {
                throw wrong(
                        rule,
                        "sends to slack, slack=CHANNEL, mail, mail=ADDRESSES, mail=owner, "
                                + String.join(", ", Rule.RECEIVERS.keySet()) + ", or digest alone, not to \"" + target
                                + '"');
            }
        }
        return targets;
    }

    private static boolean areAddresses(String text) {
        return Arrays.stream(text.split(",", -1))
                .allMatch(address -> ADDRESS.matcher(address).matches());
    }

    private static List<String> entries(String text) {
        List<String> entries = Arrays.stream(text.split("[;\\n]", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("must be at most " + MAX_ENTRIES + " entries");
        }
        return entries;
    }

    /** The words behind the first as {@code key=value}. */
    private static Map<String, String> fields(String what, String[] words) {
        Map<String, String> fields = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            if (equals <= 0 || equals == word.length() - 1) {
                throw wrong(what, "must be made of KEY=VALUE, was \"" + word + '"');
            }
            if (fields.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw wrong(what, "says " + word.substring(0, equals) + " twice");
            }
        }
        return fields;
    }

    private static <T> Set<T> values(String text, Function<String, T> parse) {
        return text == null
                ? Set.of()
                : Arrays.stream(text.split(",", -1)).map(parse).collect(Collectors.toUnmodifiableSet());
    }

    private static String abcClass(String rule, String text) {
        String abc = text.equalsIgnoreCase(Rule.NONE) ? Rule.NONE : text.toUpperCase(Locale.ROOT);
        if (!CLASSES.contains(abc)) {
            throw wrong(rule, "class must be A, B, C or none, was " + text);
        }
        return abc;
    }

    private static <E extends Enum<E>> E known(String rule, String key, String text, Class<E> type) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw wrong(rule, key + " must be one of " + Arrays.toString(type.getEnumConstants()) + ", was " + text);
    }

    static IllegalArgumentException wrong(String what, String why) {
        return new IllegalArgumentException(what + ": " + why);
    }
}
