package io.zapas.stocksync.push.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One listing: what it may show, what it was told and what it says it shows. Times are milliseconds of one clock, but for those of statements, which are the channel's. Confined to
 * its {@link ChannelPlan}.
 */
final class Listing {
    private static final long NEVER = Long.MIN_VALUE;

    final String offerId;
    String sku;

    /** Exposure of its SKU; -1: not known. */
    long target = -1;

    long version;

    /** What it stated last; null: nothing yet. */
    Long shown;

    long statedMillis = NEVER;

    /** What the channel promised to show; null: it was never told, or it is not known whether it took what it was told. */
    Long taken;

    long takenMillis = NEVER;
    /** It was told something and did not answer: it may show that or what it showed before. */
    boolean uncertain;

    boolean sending;
    /** What it was told last, whether it took it or not, and when; negative: it was told nothing. */
    long sent;

    long sentMillis = -1;
    long sentVersion;

    int failures;
    long nextTryMillis = NEVER;
    String problem;

    /** It is to be told again though it took it: the channel does not show it. */
    boolean again;
    /** When it was told again for that reason; oldest first. */
    final List<Long> healedMillis = new ArrayList<>(0);

    String quarantine;

    /** It is to be told 0 with too many others, and a person is asked first. */
    boolean held;

    /** Since when; negative: it is not. */
    long heldMillis = -1;
    /** A person was. */
    boolean approved;

    /** What it was to show when it was told last or showed it by itself: what it is to show now is news if it differs. Null: it never was. */
    private Long base;

    /** Units the channel took off by itself, as it seems for sales we have not heard of. */
    private long unheard;

    private long unheardUntilMillis = NEVER;
    /** Units of such sales by which what it took last was less than its target, and those of them that are still unheard. */
    private long allowedFor;

    private long withheld;
    private long sentAllowsFor;
    /** The channel's sales recorded since. */
    private long soldSinceTaken;

    private long soldSinceSent;
    /** It is not raised before. */
    private long raisedFromMillis = NEVER;

    /** Since when it waits to be told; negative: it does not. */
    long waitingSinceMillis = -1;

    /** When this is looked at again at the latest; {@link Long#MAX_VALUE}: not until something happens. */
    long wakeMillis = Long.MAX_VALUE;

    Listing(String offerId, String sku) {
        this.offerId = offerId;
        this.sku = sku;
    }

    /** A statement made after it took what it was told, and lower, means sales; each is forgotten when it is recorded, or else after {@code settleMillis}. */
    void stated(long quantity, long atMillis, long nowMillis, long settleMillis) {
        shown = quantity;
        statedMillis = atMillis;
        if (taken == null || atMillis <= takenMillis) {
            return;
        }
        long before = unheard(nowMillis);
        long seen = Math.max(0, allowedFor + taken - quantity - soldSinceTaken);
        if (seen > before) {
            unheardUntilMillis = nowMillis + settleMillis;
        }
        // No news: it moves with what it states.
        base = base == null ? null : Long.valueOf(base - (seen - before));
        unheard = seen;
    }

    /** The channel's own sales, as they are recorded. */
    void sold(long units) {
        soldSinceTaken += units;
        soldSinceSent += units;
        withheld = Math.max(0, withheld - units);
        unheard = Math.max(0, unheard - units);
    }

    /** Sales nobody told of in time count as recorded. It is to be told of those that were kept from it, and not because of what it states of itself. */
    private long unheard(long nowMillis) {
        if (unheard > 0 && nowMillis >= unheardUntilMillis) {
            long stated = Math.max(0, unheard - withheld);
            sold(unheard);
            base = base == null ? null : Long.valueOf(base + stated);
        }
        return unheard;
    }

    /** When time alone changes what it is to show; {@link Long#MAX_VALUE}: never. */
    long changesMillis(long nowMillis) {
        long raised = raisedFromMillis > nowMillis ? raisedFromMillis : Long.MAX_VALUE;
        return Math.min(raised, unheard > 0 ? unheardUntilMillis : Long.MAX_VALUE);
    }

    /**
     * It was told this in an earlier reign. If it shows less by now, whether those sales are part of its target already cannot be known: it is not raised before they must have been
     * recorded.
     *
     * @param known whether it took it
     */
    void restored(long quantity, boolean known, long atMillis, long nowMillis, long settleMillis) {
        sent = quantity;
        sentMillis = atMillis;
        takenMillis = atMillis;
        taken = known ? quantity : null;
        base = quantity;
        uncertain = !known;
        if (!known || shown == null || statedMillis <= takenMillis) {
            return;
        }
        if (shown == target) {
            adopt();
        } else if (shown < taken) {
            soldSinceTaken = taken - shown;
            raisedFromMillis = nowMillis + settleMillis;
        }
    }

    /** What it is to show now, if its target is known: at most the target. */
    long desired(long nowMillis) {
        long free = Math.max(0, target - unheard(nowMillis));
        if (quarantine != null) {
            return shown == null || shown > free ? 0 : shown;
        }
        Long shows = believed();
        return nowMillis < raisedFromMillis && shows != null ? Math.min(free, shows) : free;
    }

    /** What it shows as far as we know; null: unknown. */
    Long believed() {
        if (uncertain) {
            return null;
        }
        return taken == null || (shown != null && statedMillis > takenMillis) ? shown : taken;
    }

    /**
     * Whether it has to be told something, whenever that may be. What it states of itself alone is no reason: see {@link Healing}. If it shows by itself what it may, that counts as told
     * from now on.
     */
    boolean wanting(long nowMillis) {
        if (target < 0 || sending || held) {
            return false;
        }
        if (uncertain || again) {
            return true;
        }
        long desired = desired(nowMillis);
        if (desired > 0) {
            approved = false;
        }
        Long believed = believed();
        if (believed != null && believed == desired) {
            if (nowMillis >= raisedFromMillis) {
                base = desired;
            }
            if (taken == null) {
                adopt();
            }
            return false;
        }
        return base == null || base != desired;
    }

    /** From now on it counts as told what it shows. */
    private void adopt() {
        base = shown;
        taken = shown;
        takenMillis = statedMillis;
        soldSinceTaken = 0;
        allowedFor = 0;
        withheld = 0;
    }

    /** It is told 0 if it shows more than it may, and nothing but lower quantities otherwise. */
    void quarantine(String why, long nowMillis) {
        quarantine = why;
        again = false;
        if (shown != null && shown <= desired(nowMillis)) {
            base = shown;
        }
    }

    /** It may be healed again; being released is no news by itself. */
    void release(long nowMillis) {
        quarantine = null;
        base = desired(nowMillis);
    }

    /** Whether telling it can make it show less: that is told first. */
    boolean lowers(long nowMillis) {
        Long believed = believed();
        return believed == null || desired(nowMillis) < believed;
    }

    void begin(long nowMillis) {
        sending = true;
        approved = false;
        sent = desired(nowMillis);
        sentMillis = nowMillis;
        sentVersion = version;
        soldSinceSent = 0;
        sentAllowsFor = unheard;
    }

    void taken(long nowMillis) {
        sending = false;
        uncertain = false;
        again = false;
        failures = 0;
        problem = null;
        nextTryMillis = NEVER;
        taken = sent;
        base = sent;
        takenMillis = nowMillis;
        soldSinceTaken = soldSinceSent;
        allowedFor = sentAllowsFor;
        withheld = Math.max(0, sentAllowsFor - soldSinceSent);
    }

    /** It was not sent after all. */
    void dropped() {
        sending = false;
    }

    void unanswered() {
        sending = false;
        uncertain = true;
        taken = null;
    }

    /** @param unknown whether it may have taken it all the same */
    void refused(String reason, boolean unknown, long nextMillis) {
        if (unknown) {
            unanswered();
        }
        sending = false;
        failures++;
        problem = reason;
        nextTryMillis = nextMillis;
    }
}
