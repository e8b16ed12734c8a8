package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Decision.Outcome;
import io.zapas.alerting.domain.Step.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All alerts of the shop, and the messages that show them. It decides; others store and send. Every call only changes memory; {@link #drain()} says
 * what has to be stored and shown. All of it can be rebuilt from what was stored ({@link #load}): what an alert remembers includes the message that
 * shows it and its revision, so a restart finds every notice that is still to be sent.
 *
 * <p>A group has one living message, and an alert stays in the one it was first told in for as long as it lasts: whatever is told of it later is told
 * there, however old that is, so that nothing people have seen is left behind with old numbers. Alerts that join a group are told in its newest message; a
 * new one is begun when that has nothing open, or is older than a day. What changes in silence is edited.
 *
 * <p>Bounds: alerts open at a time (one per fingerprint), {@link DeskPolicy#keepResolved()} resolved ones, a few timers per alert. Not
 * safe for concurrent use.
 */
public final class AlertDesk {
    private static final List<Alert.Type> ABSORBERS = List.of(Alert.Type.OUT_OF_STOCK, Alert.Type.CAMPAIGN_RISK);
    private static final int MAX_TIMERS_AT_ONCE = 10_000;
    private static final int TIMERS_PER_ALERT = 4;
    /** Some 30 ms with their writing down once the JIT compilers are done, up to a second and more before. */
    static final int MAX_TOLD_AT_ONCE = 1_000;

    private static final int LOADED_AT_ONCE = 1_000;
    /** Some 8 MiB: few enough to be gone before a collection of young objects has to move them. */
    private static final int MAX_AT_HAND = 4_000;

    private final AlertLife life;
    private final DeskPolicy policy;
    private final Supplier<String> ids;
    private final Router router;
    private final QuietHours quiet;
    private final AlertStore store;
    private final Map<String, Finding> lastFindings = new HashMap<>();
    private final Map<String, Message> messages = new HashMap<>();
    private final Map<String, String> messageOfGroup = new HashMap<>();
    private final Waiting waiting = new Waiting();
    private final Map<String, Telling> tellings = new LinkedHashMap<>();
    private final GroupPace pace;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
    private final PingBudget budget = new PingBudget();
    private final Set<String> resolved = new LinkedHashSet<>();

    private final Map<String, Alert> removed = new LinkedHashMap<>();
    private final Set<String> touchedMessages = new LinkedHashSet<>();
    private final Set<String> endedMessages = new LinkedHashSet<>();
    private final Map<String, Instant> rechecks = new HashMap<>();

    /** Everything is told everywhere, at any hour. */
    public AlertDesk(AlertLife life, DeskPolicy policy, Supplier<String> ids) {
        this(life, policy, ids, Router.EVERYWHERE, QuietHours.NONE);
    }

    public AlertDesk(AlertLife life, DeskPolicy policy, Supplier<String> ids, Router router, QuietHours quiet) {
        this(life, policy, ids, router, quiet, MAX_AT_HAND);
    }

    /** @param maxAtHand how many alerts are kept unpacked between two changes */
    AlertDesk(AlertLife life, DeskPolicy policy, Supplier<String> ids, Router router, QuietHours quiet, int maxAtHand) {
        this.store = new AlertStore(maxAtHand);
        this.life = life;
        this.policy = policy;
        this.pace = new GroupPace(policy.groupInterval());
        this.ids = ids;
        this.router = router;
        this.quiet = quiet;
    }

    /**
     * Takes over what was stored. Once, before anything else.
     *
     * @param shownRevs by message id, the newest revision any destination may show: the next one must be above it
     */
    public void load(Collection<Tracked> stored, Map<String, Long> shownRevs) {
        List<Tracked> oldestFirst = new ArrayList<>(stored);
        oldestFirst.sort(Comparator.comparing(tracked -> tracked.alert().openedAt()));
        int loaded = 0;
        for (Tracked tracked : oldestFirst) {
            put(tracked);
            if (++loaded % LOADED_AT_ONCE == 0) {
                store.settle();
            }
            tracked.life().pings().forEach(ping -> pace.spoke(tracked.alert().group(), ping.at()));
        }
        store.settle();
        messages.values()
                .forEach(message -> message.rev = Math.max(message.rev, shownRevs.getOrDefault(message.id, 0L)));
        messages.values()
                .forEach(message -> messageOfGroup.merge(
                        message.group,
                        message.id,
                        (one, other) -> messages.get(one).at.isAfter(messages.get(other).at) ? one : other));
    }

    /**
     * Tells all that the rules find about a subject now: what is missing among the findings has met its exit threshold.
     */
    public void observe(String subject, Collection<Finding> findings, Instant now) {
        List<Tracked> known = store.ofSubject(subject);
        if (findings.size() <= 1 && known.size() <= 1) {
            Finding finding = findings.isEmpty() ? null : findings.iterator().next();
            Tracked current = known.isEmpty() ? null : known.get(0);
            if (finding == null
                    || current == null
                    || finding.fingerprint().equals(current.alert().fingerprint())) {
                observe(subject, current, finding, now);
                return;
            }
        }
        Map<String, Finding> found = new LinkedHashMap<>();
        findings.forEach(finding -> found.put(finding.fingerprint(), finding));
        Set<String> fingerprints = new LinkedHashSet<>(found.keySet());
        known.forEach(tracked -> fingerprints.add(tracked.alert().fingerprint()));
        List<String> absorbedLast = new ArrayList<>(fingerprints);
        absorbedLast.sort(Comparator.comparing(
                fingerprint -> isShortage(found.get(fingerprint), store.newest(subject, fingerprint))));
        for (String fingerprint : absorbedLast) {
            observe(subject, store.newest(subject, fingerprint), found.get(fingerprint), now);
        }
    }

    /**
     * What the rules say of one problem.
     *
     * @param current its newest occurrence, null: there is none; then nothing happens without a finding
     * @param finding null: they say nothing
     */
    private void observe(String subject, Tracked current, Finding finding, Instant now) {
        if (current == null && finding == null) {
            return;
        }
        String fingerprint =
                finding != null ? finding.fingerprint() : current.alert().fingerprint();
        Optional<Alert.Type> absorber = isShortage(finding, current) ? absorber(subject) : Optional.empty();
        if (finding != null && absorber.isPresent()) {
            apply(fingerprint, current, life.absorb(current, absorber.get(), now), finding, now);
            return;
        }
        if (finding != null && lastFindings.containsKey(fingerprint)) {
            lastFindings.put(fingerprint, finding);
        }
        Step step = life.observe(current, finding, now);
        apply(fingerprint, current, step, finding, now);
        if (step.effect() == Effect.NONE && finding != null && current != null && current.active()) {
            Instant later = current.alert().updatedAt().plus(life.policy().refresh());
            if (!current.alert().facts().equals(finding.facts()) && later.isAfter(now)) {
                rechecks.merge(subject, later, (one, other) -> one.isBefore(other) ? one : other);
            }
        }
    }

    private static boolean isShortage(Finding finding, Tracked current) {
        return finding != null
                ? finding.type() == Alert.Type.SHORTAGE
                : current != null && current.alert().type() == Alert.Type.SHORTAGE;
    }

    private Optional<Alert.Type> absorber(String subject) {
        return store.ofSubject(subject).stream()
                .filter(tracked ->
                        tracked.active() && ABSORBERS.contains(tracked.alert().type()))
                .map(tracked -> tracked.alert().type())
                .min(Comparator.naturalOrder());
    }

    /** A person does something to an alert. */
    public Answer handle(String id, Command command, Instant now) {
        return handle(id, command, null, now);
    }

    /** @param commandId a command with the id of one that was carried out does nothing; null: none */
    public Answer handle(String id, Command command, String commandId, Instant now) {
        Tracked current = store.get(id);
        if (current == null || current.tentative()) {
            return new Answer(Answer.Kind.UNKNOWN, null);
        }
        Optional<Step> step = life.handle(current, command, commandId, now);
        if (step.isEmpty()) {
            return new Answer(Answer.Kind.ALREADY_RESOLVED, current);
        }
        apply(current.alert().fingerprint(), current, step.get(), null, now);
        return new Answer(Answer.Kind.DONE, store.get(id));
    }

    /** Time passes: fires what is due. */
    public void tick(Instant now) {
        for (int fired = 0; fired < MAX_TIMERS_AT_ONCE; fired++) {
            Timer timer = timers.peek();
            if (timer == null || timer.at().isAfter(now)) {
                break;
            }
            timers.poll();
            fire(timer, now);
        }
        forgetOldest(now);
        if (timers.size() > TIMERS_PER_ALERT * store.size() + MAX_TIMERS_AT_ONCE) {
            timers.clear();
            store.forEach(this::arm);
        }
    }

    private void arm(Tracked tracked) {
        life.nextDue(tracked)
                .ifPresent(at ->
                        timers.add(new Timer(at, tracked.id(), tracked.alert().rev())));
    }

    private void fire(Timer timer, Instant now) {
        Tracked current = store.get(timer.id());
        if (current == null) {
            return;
        }
        String fingerprint = current.alert().fingerprint();
        Finding finding = lastFindings.get(fingerprint);
        apply(fingerprint, current, life.due(current, timer.rev(), finding, now), finding, now);
    }

    /**
     * Lets the groups speak that are due: their waiting alerts get a place in a message, which is then to be sent with a ping. Answers how many
     * groups have spoken. At most {@value #MAX_TOLD_AT_ONCE} alerts are looked into: the rest of them, and of a group, is left for the next calls, and
     * a message is touched only when all of its group is in it.
     */
    public int issue(Instant now) {
        int spoke = 0;
        int left = MAX_TOLD_AT_ONCE;
        for (String group : tellings.isEmpty() ? waiting.groups() : speakingFirst()) {
            Telling telling = tellings.get(group);
            if (telling == null) {
                telling = begin(group, now);
            }
            left = proceed(telling, left, now);
            if (telling.isOver()) {
                tellings.remove(group);
                spoke += finish(telling, now) ? 1 : 0;
            } else {
                tellings.put(group, telling);
            }
            if (left <= 0) {
                break;
            }
        }
        return spoke;
    }

    private Collection<String> speakingFirst() {
        Set<String> groups = new LinkedHashSet<>(tellings.keySet());
        groups.addAll(waiting.groups());
        return groups;
    }

    /** Whom the group may speak for now: once one alert's wait is over, all of it that may; between two such times only what does not wait at all. */
    private Telling begin(String group, Instant now) {
        if (pace.maySpeak(group, now)) {
            return new Telling(group, waiting.speakers(group, now));
        }
        return new Telling(group, pace.maySpeakUrgently(group, now) ? waiting.urgent(group, now) : List.of());
    }

    /** Answers how many more alerts may be looked into. */
    private int proceed(Telling telling, int most, Instant now) {
        int left = most;
        telling.messages.removeIf(id -> !messages.containsKey(id));
        telling.messages.forEach(id -> messages.get(id).rev++);
        while (left > 0 && !telling.toTell.isEmpty()) {
            String id = telling.toTell.peek();
            if (telling.messages.isEmpty() && !waiting.isDue(telling.group, id, now)) {
                // The due ones come first: all of them are held.
                telling.toTell.clear();
                break;
            }
            telling.toTell.remove();
            left--;
            tell(telling, store.get(id), now);
        }
        return left;
    }

    private void tell(Telling telling, Tracked tracked, Instant now) {
        if (tracked == null || !tracked.life().pingWanted() || isHeld(tracked, now)) {
            return;
        }
        Message message = messageFor(telling, tracked, now);
        if (telling.messages.add(message.id)) {
            message.rev++;
        }
        Route route = router.route(tracked.alert());
        keep(life.told(tracked, route, message.id, message.at, message.rev, now));
    }

    /** A new one has a member by the end of this call's turn. */
    private Message messageFor(Telling telling, Tracked tracked, Instant now) {
        Message own = messages.get(Objects.requireNonNullElse(tracked.life().message(), ""));
        if (own != null) {
            return own;
        }
        Message newest = messages.get(messageOfGroup.getOrDefault(telling.group, ""));
        if (newest != null && takesIn(newest, now)) {
            return newest;
        }
        Message begun = new Message(ids.get(), telling.group, now);
        messages.put(begun.id, begun);
        messageOfGroup.put(telling.group, begun.id);
        return begun;
    }

    private boolean takesIn(Message message, Instant now) {
        return now.isBefore(message.at.plus(policy.messageAge()))
                && message.members.stream().anyMatch(id -> !resolved.contains(id));
    }

    /** Answers whether anybody is told anything. */
    private boolean finish(Telling telling, Instant now) {
        telling.messages.removeIf(id -> !messages.containsKey(id));
        if (telling.messages.isEmpty()) {
            return false;
        }
        pace.spoke(telling.group, now);
        touchedMessages.addAll(telling.messages);
        return true;
    }

    /** Whether people are not told yet, or need not be; records why. */
    private boolean isHeld(Tracked tracked, Instant now) {
        Alert alert = tracked.alert();
        Route route = router.route(alert);
        if (route.digestOnly()) {
            keep(life.leftToDigest(tracked, route, now));
            return true;
        }
        Optional<Instant> morning = alert.severity() == Severity.CRITICAL ? Optional.empty() : quiet.endAfter(now);
        if (morning.isPresent()) {
            hold(tracked, Outcome.QUIET_HOURS, morning.get(), now);
            return true;
        }
        Instant free = budget.free(tracked, store.ofSubject(tracked.life().subject()), now);
        if (free.isAfter(now)) {
            hold(tracked, Outcome.BUDGET, free, now);
            return true;
        }
        return false;
    }

    private void hold(Tracked tracked, Outcome why, Instant until, Instant now) {
        life.held(tracked, why, until, now).ifPresent(this::keep);
        waiting.hold(tracked.alert().group(), tracked.id(), until);
    }

    private void apply(String fingerprint, Tracked before, Step step, Finding finding, Instant now) {
        if (step.effect() == Effect.NONE) {
            return;
        }
        if (step.next() == null) {
            drop(before);
            return;
        }
        Tracked next = step.next();
        if (step.effect() == Effect.EDIT && next.life().message() != null) {
            Message message = messages.get(next.life().message());
            message.rev++;
            next = life.shown(next, message.id, message.at, message.rev, now);
            touch(message);
        }
        if (finding != null && next.alert().condition() == Alert.Condition.PENDING) {
            lastFindings.put(fingerprint, finding);
        } else {
            lastFindings.remove(fingerprint);
        }
        put(next);
        if (step.effect() != Effect.REMEMBER) {
            store.note(next.id());
        }
        if (before != null && before.active() && !next.active()) {
            rechecks.put(next.life().subject(), now);
        }
    }

    /** A message that a group is on its way into is shown when all of the group is there. */
    private void touch(Message message) {
        Telling telling = tellings.get(message.group);
        if (telling == null || !telling.messages.contains(message.id)) {
            touchedMessages.add(message.id);
        }
    }

    private void keep(Tracked tracked) {
        put(tracked);
        store.note(tracked.id());
    }

    private void put(Tracked tracked) {
        Alert alert = tracked.alert();
        place(store.put(tracked), tracked);
        if (tracked.life().pingWanted()) {
            boolean skipsWait = alert.severity() == Severity.CRITICAL;
            waiting.add(
                    alert.group(),
                    alert.id(),
                    skipsWait ? Waiting.AT_ONCE : tracked.life().pingSince().plus(policy.groupWait()));
        } else {
            waiting.remove(tracked.alert().group(), tracked.id());
        }
        if (tracked.resolved()) {
            resolved.add(tracked.id());
        } else {
            resolved.remove(tracked.id());
        }
        arm(tracked);
    }

    private void place(Tracked before, Tracked tracked) {
        String was = before == null ? null : before.life().message();
        String is = tracked.life().message();
        if (was != null && !was.equals(is)) {
            leave(was, tracked.id());
        }
        if (is != null) {
            Message message = messages.computeIfAbsent(
                    is,
                    id -> new Message(
                            id, tracked.alert().group(), tracked.life().messageAt()));
            message.members.add(tracked.id());
            message.rev = Math.max(message.rev, tracked.life().noticeRev());
        }
    }

    private void leave(String messageId, String alertId) {
        Message message = messages.get(messageId);
        if (message == null) {
            return;
        }
        message.members.remove(alertId);
        if (message.members.isEmpty()) {
            messages.remove(messageId);
            messageOfGroup.remove(message.group, messageId);
            touchedMessages.remove(messageId);
            endedMessages.add(messageId);
        }
    }

    private void drop(Tracked tracked) {
        resolved.remove(tracked.id());
        waiting.remove(tracked.alert().group(), tracked.id());
        if (store.remove(tracked)) {
            lastFindings.remove(tracked.alert().fingerprint());
        }
        if (tracked.life().message() != null) {
            leave(tracked.life().message(), tracked.id());
        }
    }

    private void forgetOldest(Instant now) {
        while (resolved.size() > policy.keepResolved()) {
            Tracked oldest = null;
            for (String id : resolved) {
                Tracked candidate = store.read(id);
                if (!candidate.active()) {
                    oldest = candidate;
                    break;
                }
            }
            if (oldest == null) {
                return;
            }
            drop(oldest);
            budget.keep(oldest, now);
            removed.put(oldest.id(), oldest.alert());
        }
    }

    /** What has to be stored and shown since the last call. */
    public DeskChanges drain() {
        DeskChanges changes = new DeskChanges(
                store.drain(),
                Map.copyOf(removed),
                new LinkedHashSet<>(touchedMessages),
                Set.copyOf(endedMessages),
                Map.copyOf(rechecks));
        store.settle();
        removed.clear();
        touchedMessages.clear();
        endedMessages.clear();
        rechecks.clear();
        return changes;
    }

    /** The alert people know by this id. */
    public Optional<Tracked> find(String id) {
        return Optional.ofNullable(store.read(id)).filter(tracked -> !tracked.tentative());
    }

    /** Whether this problem has an alert that is open: its condition lasts, and nobody resolved it. */
    public boolean isOpen(String subject, String fingerprint) {
        Tracked current = store.newest(subject, fingerprint);
        return current != null
                && current.active()
                && !current.resolved()
                && current.alert().condition() != Alert.Condition.PENDING;
    }

    /**
     * Every alert people may see as it is now, in no order. Taken in one sweep without looking into them; may be read on any thread, where each is unpacked anew whenever it is
     * read.
     */
    public Collection<Alert> alerts() {
        return store.shown().alerts();
    }

    /** How many of {@link #alerts()} are not resolved; types without one may be missing. */
    public Map<Alert.Type, Long> open() {
        return store.open();
    }

    /** Every alert that is kept, with its memory. */
    public Collection<Tracked> all() {
        List<Tracked> all = new ArrayList<>();
        store.forEach(all::add);
        return all;
    }

    public Set<String> messageIds() {
        return new HashSet<>(messages.keySet());
    }

    /** What a message should show now; empty when nothing is left of it. */
    public Optional<MessageView> message(String id) {
        Message message = messages.get(id);
        if (message == null) {
            return Optional.empty();
        }
        List<Tracked> members = message.members.stream().map(store::read).toList();
        long pingRev = members.stream().mapToLong(m -> m.life().pingRev()).max().orElse(0);
        List<Alert> alerts = members.stream()
                .map(Tracked::alert)
                .sorted(AlertOrder.MOST_URGENT_FIRST)
                .toList();
        boolean allResolved = members.stream().allMatch(Tracked::resolved);
        return Optional.of(new MessageView(id, message.group, message.rev, pingRev, alerts, allResolved));
    }

    /** What a message should show now at one destination: of its alerts those that are routed there. Empty when none is. */
    public Optional<MessageView> message(String id, String destination) {
        return message(id).flatMap(view -> {
            List<Tracked> here = messages.get(id).members.stream()
                    .map(store::read)
                    .filter(tracked -> tracked.life().shownAt(destination))
                    .toList();
            if (here.size() == view.alerts().size()) {
                return Optional.of(view);
            }
            if (here.isEmpty()) {
                return Optional.empty();
            }
            Set<String> ids = new HashSet<>();
            here.forEach(tracked -> ids.add(tracked.id()));
            List<Alert> alerts = view.alerts().stream()
                    .filter(alert -> ids.contains(alert.id()))
                    .toList();
            long rev = here.stream().mapToLong(t -> t.life().noticeRev()).max().orElse(0);
            long pingRev =
                    here.stream().mapToLong(t -> t.life().pingRev()).max().orElse(0);
            boolean allResolved = here.stream().allMatch(Tracked::resolved);
            return Optional.of(new MessageView(id, view.group(), rev, pingRev, alerts, allResolved));
        });
    }

    /**
     * What came of a command.
     *
     * @param tracked the alert afterwards; null when unknown
     */
    public record Answer(Kind kind, Tracked tracked) {
        /** Done also means that it had been done before. */
        public enum Kind {
            DONE,
            UNKNOWN,
            ALREADY_RESOLVED
        }
    }

    private record Timer(Instant at, String id, long rev) {}

    private static final class Message {
        private final String id;
        private final String group;
        private final Instant at;
        private final Set<String> members = new LinkedHashSet<>();
        private long rev;

        Message(String id, String group, Instant at) {
            this.id = id;
            this.group = group;
            this.at = at;
        }
    }
}
