package io.zapas.stocksync.feed;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a feed has got that reads what was changed, in the order of its times, which are the system's seconds: {@code STAGE:BEGAN:FROM:SKIP:COUNT}.
 *
 * <p>A page begins with what bears the newest time of the page before, so that nothing of that second is left out. Where a whole page is of one second, the next one begins half a page
 * later: what leaves that second in between moves the others forward by less. When all has been read, the next reading begins a little earlier, since what bears a time may come to light
 * after something that bears a later one.
 *
 * @param began the time the feed began with: what was over before is nothing to tell
 * @param skip how many of that time are passed over
 * @param count changes whenever something was told
 */
record Reach(Stage stage, long began, long from, int skip, int count) {
    private static final Pattern FORM =
            Pattern.compile("(open|on|end):(-?\\d{1,12}):(-?\\d{1,12}):(\\d{1,6}):(\\d{1,3})");
    private static final int COUNTS = 1_000;

    enum Stage {
        /** What is open is gone through by the time it was made. */
        OPEN,
        /** Changes are gone through. */
        ON,
        /** All of them were read. */
        END
    }

    /** Null: never read, or nothing that can be read. */
    static Reach of(String cursor) {
        Matcher form = FORM.matcher(cursor == null ? "" : cursor);
        return form.matches()
                ? new Reach(
                        Stage.valueOf(form.group(1).toUpperCase(Locale.ROOT)),
                        Long.parseLong(form.group(2)),
                        Long.parseLong(form.group(3)),
                        Integer.parseInt(form.group(4)),
                        Integer.parseInt(form.group(5)))
                : null;
    }

    /** Where the next reading begins to read. */
    Reach begin(long overlapSeconds) {
        return stage == Stage.END ? new Reach(Stage.ON, began, from - overlapSeconds, 0, count) : this;
    }

    /**
     * Where to read on after a page that was full.
     *
     * @param newest time of the page
     */
    Reach after(OptionalLong newest, int pageSize) {
        boolean further = newest.isPresent() && newest.getAsLong() > from;
        return further
                ? new Reach(stage, began, newest.getAsLong(), 0, count)
                : new Reach(stage, began, from, skip + pageSize / 2, count);
    }

    Reach changesSince(long time) {
        return new Reach(Stage.ON, began, time, 0, count);
    }

    Reach end(long newest) {
        return new Reach(Stage.END, began, newest, 0, count);
    }

    Reach told() {
        return new Reach(stage, began, from, skip, (count + 1) % COUNTS);
    }

    String cursor() {
        return stage.name().toLowerCase(Locale.ROOT) + ":" + began + ":" + from + ":" + skip + ":" + count;
    }
}
