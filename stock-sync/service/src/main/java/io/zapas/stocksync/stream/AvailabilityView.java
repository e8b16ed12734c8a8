package io.zapas.stocksync.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.memory.ReusedBytes;
import io.zapas.stocksync.api.Availability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The newest availability of every SKU, as {@code stock.availability} tells it: milliseconds behind the truth, and never a wait for it. What this
 * instance relays itself it shows before anybody hears that it is done. Documents are kept as they were published, each in the place of the one before. Safe on every thread; {@link #find} looks at every SKU, so it belongs on a worker when there are many.
 */
public final class AvailabilityView {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** How a document ends that was stale when it was published (AvailabilityReader). */
    private static final byte[] STALE = "\"stale\":true}".getBytes(StandardCharsets.US_ASCII);

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

    /** The document, and what it says once somebody has asked. */
    private static final class Entry {
        private final String sku;
        private final ReusedBytes json = new ReusedBytes();
        private long version;
        private Read read;

        /** @param text what a search looks at, folded; {@code name} likewise, null without one */
        private record Read(long available, String text, String name) {}

        Entry(String sku, long version, byte[] document) {
            this.sku = sku;
            this.version = version;
            json.put(document);
        }

        synchronized boolean says(byte[] document) {
            return json.same(document);
        }

        /** Answers whether it was news. */
        synchronized boolean put(long newVersion, byte[] document) {
            if (newVersion < version || json.same(document)) {
                return false;
            }
            version = newVersion;
            json.put(document);
            if (read != null) {
                // Only then: the collector looks at every old object that a reference was written to, be it none.
                read = null;
            }
            return true;
        }

        /** Null: it was stale when it was published. */
        synchronized byte[] fresh() {
            return json.endsWith(STALE) ? null : json.get();
        }

        synchronized byte[] json() {
            return json.get();
        }

        Availability availability() {
            return Json.read(json(), Availability.class);
        }

        synchronized Read read() {
            if (read == null) {
                Availability availability = availability();
                String name = availability.product() == null
                        ? null
                        : availability.product().name();
                String ean = availability.product() == null
                        ? null
                        : availability.product().ean();
                String foldedName = name == null ? null : fold(name);
                read = new Read(
                        availability.available(),
                        fold(sku)
                                + '\n'
                                + (foldedName == null ? "" : foldedName)
                                + '\n'
                                + (ean == null ? "" : fold(ean)),
                        foldedName);
            }
            return read;
        }
    }

    /** An entry as it was at one moment: what is sorted must not change meanwhile. */
    private record Found(Entry entry, Entry.Read read) {}

    private static final Comparator<Found> BY_NAME =
            Comparator.comparing(found -> found.read().name(), Comparator.nullsLast(Comparator.<String>naturalOrder()));
    private static final Comparator<Found> BY_AVAILABLE =
            Comparator.comparingLong(found -> found.read().available());

    private final ConcurrentHashMap<String, Entry> bySku = new ConcurrentHashMap<>();

    /** Takes a document unless it is here or a newer one is; answers whether it was taken. */
    public synchronized boolean put(String sku, long version, byte[] json) {
        Entry known = bySku.get(sku);
        if (known != null) {
            return known.put(version, json);
        }
        bySku.put(sku, new Entry(sku, version, json));
        return true;
    }

    /** The same with a document as it was published. Throws {@link UncheckedIOException} when it is none. */
    boolean put(String sku, byte[] json) {
        Entry known = bySku.get(sku);
        // Whoever leads this instance's relay has told of it already.
        return (known == null || !known.says(json)) && put(sku, version(json), json);
    }

    private static long version(byte[] json) {
        try (JsonParser parser = Json.mapper().createParser(json)) {
            parser.nextToken();
            long version = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("version");
                parser.nextToken();
                if (wanted) {
                    version = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
            return version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void remove(String sku) {
        bySku.remove(sku);
    }

    public Optional<Availability> get(String sku) {
        return Optional.ofNullable(bySku.get(sku)).map(Entry::availability);
    }

    /** The document as published; null when the SKU is not known, or was stale then: by now it may not be. */
    public byte[] freshJson(String sku) {
        Entry entry = bySku.get(sku);
        return entry == null ? null : entry.fresh();
    }

    /** The document as published; null when the SKU is not known. */
    byte[] json(String sku) {
        Entry entry = bySku.get(sku);
        return entry == null ? null : entry.json();
    }

    public int size() {
        return bySku.size();
    }

    /** @param search words that must all occur in SKU, name or EAN, in any case, with or without accents; null: everything */
    public Page find(String search, Sort sort, int offset, int limit) {
        String[] words = search == null || search.isBlank()
                ? new String[0]
                : SPACE.split(fold(search).strip());
        // What documents say is looked at only where it matters: there may be many.
        boolean reads = words.length > 0 || sort != Sort.SKU;
        List<Found> found = new ArrayList<>();
        for (Entry entry : bySku.values()) {
            Found candidate = new Found(entry, reads ? entry.read() : null);
            if (words.length == 0 || matches(candidate.read(), words)) {
                found.add(candidate);
            }
        }
        found.sort(Comparator.comparing(candidate -> candidate.entry().sku));
        if (sort != Sort.SKU) {
            // Stable, so that equals stay in the order of their SKUs.
            found.sort(sort == Sort.NAME ? BY_NAME : BY_AVAILABLE);
        }
        int from = Math.min(offset, found.size());
        int to = (int) Math.min(found.size(), (long) from + limit);
        return new Page(
                found.subList(from, to).stream()
                        .map(candidate -> candidate.entry().availability())
                        .toList(),
                found.size());
    }

    private static boolean matches(Entry.Read read, String[] words) {
        for (String word : words) {
            if (!read.text().contains(word)) {
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
