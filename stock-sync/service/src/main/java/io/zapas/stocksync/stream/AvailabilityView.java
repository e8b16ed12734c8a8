package io.zapas.stocksync.stream;

import io.zapas.stocksync.api.Availability;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * The newest availability of every SKU, as {@code stock.availability} tells it: milliseconds behind the truth, and never a wait for it. Safe on every
 * thread; {@link #find} looks at every SKU, so it belongs on a worker when there are many.
 */
public final class AvailabilityView {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Order of a list. */
    public enum Sort {
        SKU,
        /** Fewest first. */
        AVAILABLE,
        /** By product name; those without one last. */
        NAME
    }

    /** @param total how many match, of which {@code items} are a part */
    public record Page(List<Availability> items, int total) {}

    /** @param text what a search looks at, folded; {@code name} likewise */
    private record Entry(Availability availability, String text, String name) {
        static Entry of(Availability availability) {
            String name = availability.product() == null
                    ? null
                    : availability.product().name();
            String ean = availability.product() == null
                    ? null
                    : availability.product().ean();
            String foldedName = name == null ? null : fold(name);
            return new Entry(
                    availability,
                    fold(availability.sku())
                            + '\n'
                            + (foldedName == null ? "" : foldedName)
                            + '\n'
                            + (ean == null ? "" : fold(ean)),
                    foldedName);
        }
    }

    private static final Comparator<Entry> BY_NAME =
            Comparator.comparing(Entry::name, Comparator.nullsLast(Comparator.<String>naturalOrder()));
    private static final Comparator<Entry> BY_AVAILABLE =
            Comparator.comparingLong(entry -> entry.availability().available());

    private final NavigableMap<String, Entry> bySku = new ConcurrentSkipListMap<>();

    void put(Availability availability) {
        bySku.put(availability.sku(), Entry.of(availability));
    }

    void remove(String sku) {
        bySku.remove(sku);
    }

    public Optional<Availability> get(String sku) {
        return Optional.ofNullable(bySku.get(sku)).map(Entry::availability);
    }

    public int size() {
        return bySku.size();
    }

    /** @param search words that must all occur in SKU, name or EAN, in any case, with or without accents; null: everything */
    public Page find(String search, Sort sort, int offset, int limit) {
        String[] words = search == null || search.isBlank()
                ? new String[0]
                : SPACE.split(fold(search).strip());
        List<Entry> found = new ArrayList<>();
        for (Entry entry : bySku.values()) {
            if (matches(entry, words)) {
                found.add(entry);
            }
        }
        if (sort != Sort.SKU) {
            // Stable, so that equals stay in the order of their SKUs.
            found.sort(sort == Sort.NAME ? BY_NAME : BY_AVAILABLE);
        }
        int from = Math.min(offset, found.size());
        int to = (int) Math.min(found.size(), (long) from + limit);
        return new Page(
                found.subList(from, to).stream().map(Entry::availability).toList(), found.size());
    }

    private static boolean matches(Entry entry, String[] words) {
        for (String word : words) {
            if (!entry.text().contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Lower case without accents; letters that Unicode does not take apart are replaced by their look-alikes. */
    static String fold(String text) {
        String folded =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return folded.toLowerCase(Locale.ROOT)
                .replace('ł', 'l')
                .replace('ø', 'o')
                .replace('đ', 'd')
                .replace('ı', 'i')
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("œ", "oe");
    }
}
