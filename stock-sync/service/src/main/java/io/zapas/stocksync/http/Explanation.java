package io.zapas.stocksync.http;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.relay.LedgerTrail.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a number is what it is.
 *
 * @param terms additive: their units sum to {@code available}
 * @param components of a kit: how many kits each allows; the smallest decides; empty for other SKUs
 */
record Explanation(
        String sku, String channel, long available, long version, List<Term> terms, List<Component> components) {

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
            Availability availability, Map<String, Availability> parts, List<Step> steps, String channel) {
        List<Term> terms = new ArrayList<>();
        List<Component> components = components(availability, parts);
        if (!components.isEmpty()) {
            terms.add(kit(availability, components));
        } else {
            availability.locations().forEach(level -> location(level, steps, terms));
            if (availability.preorder() != null && availability.preorder().promised() != 0) {
                terms.add(term("preorder", null, -availability.preorder().promised(), "promised against deliveries"));
            }
            long rest = availability.available() - sum(terms);
            if (rest != 0) {
                terms.add(term("never-below-zero", null, rest, "more is promised or kept back than there is"));
            }
        }
        long shown = channel == null ? availability.available() : availability.exposure(channel);
        if (shown != availability.available()) {
            terms.add(
                    term("channel-rule", null, shown - availability.available(), "what " + channel + " may not show"));
        }
        return new Explanation(
                availability.sku(), channel, shown, availability.version(), List.copyOf(terms), components);
    }

    private static void location(LocationLevel level, List<Step> steps, List<Term> terms) {
        String name = level.location();
        terms.add(new Term("on-hand", name, level.onHand(), null, entries(steps, name, 1, 0)));
        if (level.onHand() < 0) {
            terms.add(term("negative-on-hand", name, -level.onHand(), "below 0 counts as 0"));
        }
        if (level.reserved() != 0) {
            terms.add(new Term("reserved", name, -level.reserved(), null, entries(steps, name, 0, -1)));
        }
        if (level.buffer() != 0) {
            terms.add(term("buffer", name, -level.buffer(), "safety stock"));
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

    private static List<Entry> entries(List<Step> steps, String location, int onHandSign, int reservedSign) {
        List<Entry> entries = new ArrayList<>();
        for (Step step : steps) {
            long units = onHandSign * step.onHand() + reservedSign * step.reserved();
            if (units != 0 && location.equals(step.location())) {
                entries.add(new Entry(step.seq(), step.reason().name(), units, String.valueOf(step.at()), step.ref()));
            }
        }
        return entries;
    }

    private static Term term(String term, String location, long units, String note) {
        return new Term(term, location, units, note, List.of());
    }

    private static long sum(List<Term> terms) {
        return terms.stream().mapToLong(Term::units).sum();
    }
}
