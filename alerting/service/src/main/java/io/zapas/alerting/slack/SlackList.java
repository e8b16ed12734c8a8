package io.zapas.alerting.slack;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What does not fit into a notice's message: the alerts after the first {@value SlackMessages#MAX_ALERTS}, one line each, on at most {@value #MAX_PAGES} pages
 * of {@value #MAX_PAGE} characters. What is beyond those is counted; all of it is in the file that goes with the pages from {@value #STORM} alerts on.
 * Immutable.
 */
final class SlackList {
    static final int MAX_PAGES = 5;
    /** From here on a list is worth a file. */
    static final int STORM = 50;

    private static final int MAX_PAGE = 11_000;

    private final List<Page> pages;
    private final int size;

    private SlackList(List<Page> pages, int size) {
        this.pages = List.copyOf(pages);
        this.size = size;
    }

    static SlackList of(Notice notice, NoticeTexts texts) {
        List<Alert> alerts =
                notice.alerts().stream().sorted(AlertOrder.MOST_URGENT_FIRST).toList();
        List<Page> pages = new ArrayList<>();
        int next = SlackMessages.MAX_ALERTS;
        while (next < alerts.size() && pages.size() < MAX_PAGES) {
            List<String> lines = new ArrayList<>();
            int first = next;
            int length = 0;
            while (next < alerts.size()) {
                String line = (next + 1) + ". " + texts.row(alerts.get(next));
                if (length + line.length() >= MAX_PAGE) {
                    break;
                }
                lines.add(line);
                length += line.length() + 1;
                next++;
            }
            int hidden = pages.size() + 1 == MAX_PAGES ? alerts.size() - next : 0;
            pages.add(new Page(first + 1, lines, hidden, sum(alerts.subList(first, next), first, hidden)));
        }
        return new SlackList(pages, alerts.size());
    }

    /** Changes when others are on the page, or what is done about them; not with every figure, or nothing would ever stand still. */
    private static String sum(List<Alert> alerts, int first, int hidden) {
        String state = alerts.stream()
                .map(alert -> alert.id() + " " + alert.severity() + " " + alert.handling())
                .sorted()
                .collect(Collectors.joining(","));
        return Integer.toHexString(state.hashCode()) + "-" + first + "-" + hidden;
    }

    boolean needsFile() {
        return size > STORM;
    }

    /** @param number from 1; null: the list is shorter */
    Page page(int number) {
        return number <= pages.size() ? pages.get(number - 1) : null;
    }

    List<Page> pages() {
        return pages;
    }

    /**
     * A page.
     *
     * @param first position of its first alert in the whole list
     * @param hidden how many alerts come after it and are on no page
     * @param sum what of it must not grow old
     */
    record Page(int first, List<String> lines, int hidden, String sum) {
        Page {
            lines = List.copyOf(lines);
        }

        int last() {
            return first + lines.size() - 1;
        }
    }
}
