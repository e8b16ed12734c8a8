package io.zapas.alerting.slack;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.AlertTable;
import io.zapas.alerting.render.NoticeTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long list of a storm in the thread of its message: one file of all alerts, and pages that are edited in place.
 *
 * <p>It goes round the list in passes, one visible act a step, and keeps in the receipt where it is; so a crash repeats one step at most, and that looks first
 * whether it was done. A pass goes on while news change the message, so that neither waits for the other for long; the last pass ends when all shows the
 * newest revision. Pages whose alerts have not changed cost no call.
 *
 * <p>A file cannot be edited: it is shared anew when people are told of something, at most one a ping, and the former one is deleted. Its name carries the
 * delivery id and the revision, and it is stored before it is shared, under an id that is recorded in between: shared once, whatever is lost. A bot without
 * the right to upload is no trouble: pages and message say where the table is.
 */
final class SlackListing {
    /** Where the pass is: 0 the file, then the pages; absent: none is under way. */
    private static final String NEXT = "list.next";
    /** The revision with which the pass began. */
    private static final String PASS = "list.pass";
    /** The revision of the last pass that ended. */
    private static final String LISTED = "list.rev";
    /** The revision the file should have at least; absent: the one there is will do. */
    private static final String DUE = "file.due";

    private static final String FILE = "file";
    /** Stored at Slack, not shared yet. */
    private static final String STORED = "file.stored";
    /** The revision it was stored for. */
    private static final String STORED_REV = "file.stored.rev";
    /** Shared and to be deleted, separated by spaces. */
    private static final String OLD = "file.old";
    /** Why there is none. */
    private static final String NO_FILE = "file.none";

    private static final String BLANK = "-";
    private static final Logger log = LoggerFactory.getLogger(SlackListing.class);

    private final SlackClient slack;
    private final SlackLookup lookup;
    private final SlackMessages messages;
    private final NoticeTexts texts;

    SlackListing(SlackClient slack, SlackLookup lookup, SlackMessages messages, NoticeTexts texts) {
        this.slack = slack;
        this.lookup = lookup;
        this.messages = messages;
        this.texts = texts;
    }

    /** People were told of something: what is shown beside the message follows. */
    static void told(Notice notice, Map<String, String> fields) {
        if (notice.alerts().size() > SlackList.STORM) {
            fields.put(DUE, Long.toString(notice.rev()));
            fields.remove(NO_FILE);
        }
    }

    static boolean underWay(Map<String, String> fields) {
        return fields.containsKey(NEXT);
    }

    /** Whether a list is shown, or should be, and is not that of this revision yet. */
    static boolean isDue(Notice notice, Map<String, String> fields) {
        boolean needed = notice.alerts().size() > SlackMessages.MAX_ALERTS || fields.containsKey(page(1));
        return needed && !Long.toString(notice.rev()).equals(fields.get(LISTED));
    }

    /** One visible act, or none when all is shown: then the pass ends. Answers the receipt's fields of after it. */
    Future<Map<String, String>> step(Notice notice, Map<String, String> before) {
        Map<String, String> fields = new HashMap<>(before);
        if (!underWay(fields)) {
            fields.put(NEXT, "0");
            fields.put(PASS, Long.toString(notice.rev()));
        }
        SlackList list = SlackList.of(notice, texts);
        int next = Integer.parseInt(fields.get(NEXT));
        if (next == 0) {
            Optional<Future<Map<String, String>>> act = file(notice, list, fields);
            if (act.isPresent()) {
                return act.get();
            }
            next = 1;
        }
        for (int number = next; number <= SlackList.MAX_PAGES; number++) {
            fields.put(NEXT, Integer.toString(number + 1));
            Optional<Future<Map<String, String>>> act = page(number, notice, list, fields);
            if (act.isPresent()) {
                return act.get();
            }
        }
        fields.remove(NEXT);
        fields.put(LISTED, fields.remove(PASS));
        return Future.succeededFuture(fields);
    }

    // --- pages
    // -------------------------------------------------------------------------------------------------------------------------------

    private Optional<Future<Map<String, String>>> page(
            int number, Notice notice, SlackList list, Map<String, String> fields) {
        SlackList.Page page = list.page(number);
        String known = fields.get(page(number));
        String sum = page == null ? BLANK : page.sum() + (page.hidden() > 0 && fields.containsKey(FILE) ? "-file" : "");
        if (sum.equals(fields.get(sum(number))) || (page == null && known == null)) {
            return Optional.empty();
        }
        String id = notice.deliveryId() + "#p" + number;
        JsonObject body = body(fields, message(page, id, notice, fields))
                .put("metadata", SlackDestination.metadata(id, notice.rev()));
        Future<String> shown = known == null
                ? adoptOrPost(id, body, fields)
                : slack.update(body.copy().put("ts", known))
                        .map(known)
                        .recover(failure ->
                                isGone(failure) ? adoptOrPost(id, body, fields) : Future.failedFuture(failure));
        return Optional.of(shown.map(ts -> with(fields, page(number), ts, sum(number), sum))
                .recover(failure -> {
                    if (failure instanceof SlackRefusal refusal && !refusal.isAboutAccess()) {
                        // The rest of the list is worth more than this page; the next change tries again.
                        log.atWarn().addKeyValue("page", id).log("Page not shown: {}", refusal.getMessage());
                        return Future.succeededFuture(fields);
                    }
                    return Future.failedFuture(failure);
                }));
    }

    private SlackMessage message(SlackList.Page page, String id, Notice notice, Map<String, String> fields) {
        return page == null ? messages.blank(id, notice.rev()) : messages.page(page, notice, fields.containsKey(FILE));
    }

    private Future<String> adoptOrPost(String id, JsonObject body, Map<String, String> fields) {
        return lookup.inThread(fields.get("channel"), fields.get("ts"), id)
                .recover(failure -> failure instanceof SlackRefusal
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(found -> {
                    if (found.isPresent()) {
                        String ts = found.get().getString("ts");
                        return slack.update(body.copy().put("ts", ts)).map(ts);
                    }
                    return slack.postMessage(body.copy().put("thread_ts", fields.get("ts")))
                            .map(answer -> answer.getString("ts"));
                });
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackRefusal refusal && refusal.isGone();
    }

    private static JsonObject body(Map<String, String> fields, SlackMessage message) {
        return SlackDestination.body(fields.get("channel"), message);
    }

    // --- file
    // --------------------------------------------------------------------------------------------------------------------------------

    private Optional<Future<Map<String, String>>> file(Notice notice, SlackList list, Map<String, String> fields) {
        if (fields.containsKey(STORED)) {
            return Optional.of(share(notice, fields).recover(failure -> without(failure, fields)));
        }
        boolean wanted = fields.containsKey(DUE) || (!fields.containsKey(FILE) && !fields.containsKey(NO_FILE));
        if (list.needsFile() && wanted) {
            return Optional.of(adoptOrStore(notice, fields).recover(failure -> without(failure, fields)));
        }
        return fields.containsKey(OLD) ? Optional.of(tidyUp(fields)) : Optional.empty();
    }

    private Future<Map<String, String>> adoptOrStore(Notice notice, Map<String, String> fields) {
        long due = Long.parseLong(fields.getOrDefault(DUE, "0"));
        return filesOf(notice, fields).compose(found -> {
            Optional<Shared> good = found.stream()
                    .filter(file -> file.rev() >= due)
                    .reduce((former, later) -> later.rev() >= former.rev() ? later : former);
            if (good.isPresent()) {
                found.remove(good.get());
                return Future.succeededFuture(shared(good.get(), found, fields));
            }
            String name = prefix(notice) + notice.rev() + ".csv";
            return slack.aside(() -> table(notice))
                    .compose(table -> slack.storeFile(name, table))
                    .map(id -> with(fields, STORED, id, STORED_REV, Long.toString(notice.rev())));
        });
    }

    private Buffer table(Notice notice) {
        List<Alert> alerts =
                notice.alerts().stream().sorted(AlertOrder.MOST_URGENT_FIRST).toList();
        return Buffer.buffer(AlertTable.BYTE_ORDER_MARK + AlertTable.csv(alerts, texts.wording()));
    }

    private Future<Map<String, String>> share(Notice notice, Map<String, String> fields) {
        String id = fields.get(STORED);
        return filesOf(notice, fields).compose(found -> {
            boolean done = found.removeIf(file -> file.id().equals(id));
            Future<JsonObject> call = done
                    ? Future.succeededFuture()
                    : slack.shareFile(
                            id,
                            messages.fileTitle(notice),
                            fields.get("channel"),
                            fields.get("ts"),
                            messages.fileComment(notice));
            Shared file = new Shared(id, rev(fields.getOrDefault(STORED_REV, "")));
            return call.map(answer -> shared(file, found, fields));
        });
    }

    /** What of this message's files is in its thread. */
    private Future<List<Shared>> filesOf(Notice notice, Map<String, String> fields) {
        String prefix = prefix(notice);
        return lookup.files(fields.get("channel"), fields.get("ts"))
                .recover(failure -> failure instanceof SlackRefusal
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure))
                .map(files -> new ArrayList<>(files.stream()
                        .filter(file -> file.getString("name", "").startsWith(prefix))
                        .map(file -> new Shared(
                                file.getString("id", ""),
                                rev(file.getString("name").substring(prefix.length()))))
                        .toList()));
    }

    private static Map<String, String> shared(Shared file, List<Shared> others, Map<String, String> fields) {
        Set<String> old = new LinkedHashSet<>();
        Optional.ofNullable(fields.get(FILE)).ifPresent(old::add);
        others.forEach(other -> old.add(other.id()));
        old.remove(file.id());
        Map<String, String> after = with(fields, FILE, file.id());
        after.remove(STORED);
        after.remove(STORED_REV);
        after.remove(NO_FILE);
        if (file.rev() >= Long.parseLong(fields.getOrDefault(DUE, "0"))) {
            after.remove(DUE);
        }
        if (!old.isEmpty()) {
            after.put(OLD, String.join(" ", old));
        }
        return after;
    }

    private Future<Map<String, String>> tidyUp(Map<String, String> fields) {
        String[] old = fields.get(OLD).split(" ", 2);
        return slack.deleteFile(old[0])
                .recover(failure -> failure instanceof SlackRefusal
                        // Deleted already, or not ours to delete: two files are no harm.
                        ? Future.succeededFuture(null)
                        : Future.failedFuture(failure))
                .map(done -> {
                    Map<String, String> after = new HashMap<>(fields);
                    if (old.length == 1) {
                        after.remove(OLD);
                    } else {
                        after.put(OLD, old[1]);
                    }
                    return after;
                });
    }

    /** Slack takes no file from us: the list does without until people are told of something again. */
    private static Future<Map<String, String>> without(Throwable failure, Map<String, String> fields) {
        if (!(failure instanceof SlackRefusal refusal)) {
            return Future.failedFuture(failure);
        }
        log.atWarn().log("No file beside the list: {}", refusal.getMessage());
        Map<String, String> after = with(fields, NO_FILE, refusal.getMessage());
        after.remove(STORED);
        after.remove(STORED_REV);
        after.remove(DUE);
        return Future.succeededFuture(after);
    }

    private static String prefix(Notice notice) {
        return "zapas-" + notice.deliveryId() + "-";
    }

    private static long rev(String rest) {
        try {
            return Long.parseLong(rest.replace(".csv", ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String page(int number) {
        return "page" + number;
    }

    private static String sum(int number) {
        return "page" + number + ".sum";
    }

    private static Map<String, String> with(Map<String, String> fields, String... changes) {
        Map<String, String> after = new HashMap<>(fields);
        for (int i = 0; i < changes.length; i += 2) {
            after.put(changes[i], changes[i + 1]);
        }
        return after;
    }

    private record Shared(String id, long rev) {}
}
