package io.zapas.stocksync.http;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a number is what it is.
 *
 * @param terms additive: their units sum to {@code available}
 * @param components of a kit: how many kits each allows; the smallest decides; empty for other SKUs
 * @param sources newest level of each source, by location: which one on-hand is counted from
 * @param ignored newest events that changed nothing, and why
 * @param listings what channels say they show; where that is not {@code available}, the listing lags or is stuck ({@code /v1/desyncs})
 * @param reservations youngest orders and reservations that hold units, of {@code openReservations} in all
 */
record Explanation(
        String sku,
        String channel,
        long available,
        long version,
        List<Term> terms,
        List<Component> components,
        List<Evidence.Watermark> sources,
        List<Evidence.Ignored> ignored,
        List<OfferState> listings,
        List<Evidence.Holder> reservations,
        long openReservations) {

    /**
     * One additive term.
     *
     * @param term {@code on-hand}, {@code negative-on-hand}, {@code reserved}, {@code buffer}, {@code unsellable},
     *     {@code preorder}, {@code never-below-zero}, {@code kit}, {@code channel-rule}
     * @param location null for a term of the whole SKU
     * @param entries newest ledger entries behind it, oldest first; the ledger itself has all
     */
    record Term(String term, String location, long units, String note, List<Entry> entries) {}

    /** One ledger entry: by how many units it changed the term (with the term's sign), and the order or document behind it. */
    record Entry(long seq, String reason, long units, String at, String ref) {}

    /** How many kits one component allows. */
    record Component(String sku, long perKit, long available, long kits) {}

    static Explanation of(
            Availability availability,
            Map<String, Availability> parts,
            List<LedgerEntry> trail,
            Evidence evidence,
            String channel) {
        List<Term> terms = new ArrayList<>();
        List<Component> components = components(availability, parts);
        if (!components.isEmpty()) {
            terms.add(kit(availability, components));
        } else {
            String keptBack = availability.stale()
                    ? "safety stock, and what is kept back while a source is silent"
                    : "safety stock";
            availability.locations().forEach(level -> location(level, trail, keptBack, terms));
            if (availability.preorder() != null && availability.preorder().promised() != 0) {
                terms.add(term("preorder", null, -availability.preorder().promised(), "promised against deliveries"));
            }
            long rest = availability.available() - sum(terms);
            if (rest != 0) {
                terms.add(term("never-below-zero", null, rest, "more is promised or kept back than there is"));
            }
        }
        for (Evidence.Rule rule : evidence.rules()) {
            terms.add(term(rule.rule(), null, rule.after() - rule.before(), "what " + channel + " may not show"));
        }
        return new Explanation(
                availability.sku(),
                channel,
                sum(terms),
                availability.version(),
                List.copyOf(terms),
                components,
                evidence.watermarks(),
                evidence.ignored(),
                evidence.listings(),
                evidence.holders(),
                evidence.open());
    }

    private static void location(LocationLevel level, List<LedgerEntry> trail, String keptBack, List<Term> terms) {
        String name = level.location();
        terms.add(new Term("on-hand", name, level.onHand(), null, entries(trail, name, 1, 0)));
        if (level.onHand() < 0) {
            terms.add(term("negative-on-hand", name, -level.onHand(), "below 0 counts as 0"));
        }
        if (level.reserved() != 0) {
            terms.add(new Term("reserved", name, -level.reserved(), null, entries(trail, name, 0, -1)));
        }
        if (level.buffer() != 0) {
            terms.add(term("buffer", name, -level.buffer(), keptBack));
        }
        if (Boolean.FALSE.equals(level.sellable()) && level.onHand() > 0) {
            terms.add(term("unsellable", name, -level.onHand(), "nothing is sold from here"));
        }
    }

    private static Term kit(Availability kit, List<Component> components) {
        String scarcest = components.stream()
                .min((a, b) -> Long.compare(a.kits(), b.kits()))
                .map(Component::sku)
                .orElseThrow();
        return term("kit", null, kit.available(), "as many kits as " + scarcest + " allows");
    }

    private static List<Component> components(Availability kit, Map<String, Availability> parts) {
        List<Component> components = new ArrayList<>();
        if (kit.product() != null) {
            for (KitComponent part : kit.product().kit()) {
                Availability availability = parts.get(part.sku());
                long units = availability == null ? 0 : availability.available();
                components.add(new Component(part.sku(), part.quantity(), units, units / part.quantity()));
            }
        }
        return components;
    }

    private static List<Entry> entries(List<LedgerEntry> trail, String location, int onHandSign, int reservedSign) {
        List<Entry> entries = new ArrayList<>();
        for (LedgerEntry entry : trail) {
            long units = onHandSign * (entry.onHandAfter() - entry.onHandBefore())
                    + reservedSign * (entry.reservedAfter() - entry.reservedBefore());
            if (units != 0 && location.equals(entry.location())) {
                entries.add(
                        new Entry(entry.seq(), entry.reason().name(), units, String.valueOf(entry.at()), ref(entry)));
            }
        }
        return entries;
    }

    private static String ref(LedgerEntry entry) {
        if (entry.orderId() != null) {
            return entry.orderId();
        }
        return entry.reservationId() != null ? entry.reservationId() : entry.eventId();
    }

    private static Term term(String term, String location, long units, String note) {
        return new Term(term, location, units, note, List.of());
    }

    private static long sum(List<Term> terms) {
        return terms.stream().mapToLong(Term::units).sum();
    }
}
