package io.zapas.alerting.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One mail to some recipients and how far it is with each: a record under {@code mail/}. Everything the recipients see is frozen when it is put on the queue, so
 * that a mail sent again is the same mail.
 *
 * @param id stable; with the recipient it makes the Message-ID
 * @param at the Date header; also the start of the schedule
 * @param thread id of the mailing this one answers; null: it begins a thread
 * @param list the list it belongs to, which can be unsubscribed; null: a notice
 * @param packed the content, JSON in gzip in Base64; null once no recipient waits any more
 * @param posts by address, in order
 */
record Mailing(
        String id, Instant at, String thread, MailList list, String subject, String packed, Map<String, Post> posts) {
    static final String PREFIX = "mail/";
    private static final String KIND = "mail";

    Mailing {
        posts = Collections.unmodifiableMap(new LinkedHashMap<>(posts));
    }

    /** How far it is with one recipient. */
    enum State {
        WAITING,
        SENT,
        /** The server will not take it. */
        REFUSED,
        /** Tried for a day in vain. */
        EXPIRED
    }

    /**
     * One recipient's copy.
     *
     * @param next the next attempt, null unless WAITING
     * @param at when it was settled, null while WAITING
     * @param reason of the last failure, for a person
     * @param told operations know that it failed for good; false while it did not
     */
    record Post(State state, int attempts, Instant next, Instant at, String reason, boolean told) {
        static Post waiting(Instant next) {
            return new Post(State.WAITING, 0, next, null, null, false);
        }

        boolean waits() {
            return state == State.WAITING;
        }

        boolean failed() {
            return state == State.REFUSED || state == State.EXPIRED;
        }

        Post toldOps() {
            return new Post(state, attempts, next, at, reason, true);
        }
    }

    static Mailing of(
            String id,
            Instant at,
            String thread,
            MailList list,
            String subject,
            MailContent content,
            List<String> recipients) {
        Map<String, Post> posts = new LinkedHashMap<>();
        recipients.forEach(recipient -> posts.put(recipient, Post.waiting(at)));
        return new Mailing(id, at, thread, list, subject, pack(content), posts);
    }

    String key() {
        return PREFIX + id;
    }

    boolean waits() {
        return posts.values().stream().anyMatch(Post::waits);
    }

    /** With one recipient's progress; forgets the content when that was the last one. */
    Mailing with(String recipient, Post post) {
        Map<String, Post> next = new LinkedHashMap<>(posts);
        next.put(recipient, post);
        boolean open = next.values().stream().anyMatch(Post::waits);
        return new Mailing(id, at, thread, list, subject, open ? packed : null, next);
    }

    MailContent content() {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            return Json.read(in.readAllBytes(), MailContent.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pack(MailContent content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(Json.bytes(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    byte[] bytes() {
        ObjectNode node = Json.mapper().valueToTree(this);
        node.put("kind", KIND);
        return Json.bytes(node);
    }

    static Mailing read(byte[] value) {
        return Json.read(value, Mailing.class);
    }
}
