package io.zapas.alerting.render;

import io.zapas.alerting.eligibility.AdRow;
import io.zapas.alerting.eligibility.AdState;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Ad eligibility as tables. Pure; safe on every thread, and not for an event loop when there may be thousands of rows.
 *
 * <p>For people and scripts: columns named as the fields of the JSON answer. For Google: a supplemental data source (Merchant Center help, 11909930 and 6324486), which has a row for
 * every SKU, because an empty field is what ends a pause. It tells nothing of {@code availability}: that has to agree with the shop's page.
 */
public final class AdTables {
    /** All the ads that {@code pause=ads} stops; free listings stay. */
    private static final String ALL_ADS = "Shopping_ads,Display_ads,Local_inventory_ads";

    private static final List<String> COLUMNS = List.of(
            "sku",
            "state",
            "share",
            "reason",
            "campaignId",
            "until",
            "risk",
            "asOf",
            "rev",
            "since",
            "hold",
            "doubt",
            "waitingState",
            "waitingShare",
            "waitingSince");
    /** Nothing in it can call anything in a spreadsheet, whatever it begins with. */
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{M}\\p{N} ._/:#+-]*");

    private AdTables() {}

    public static String plain(Collection<AdRow> rows, char delimiter) {
        CsvTable table = new CsvTable(COLUMNS, delimiter);
        for (AdRow row : rows) {
            boolean waits = row.waiting() != null;
            table.add(Arrays.asList(
                    row.sku(),
                    row.state(),
                    row.share(),
                    row.reason(),
                    row.campaignId(),
                    row.until(),
                    row.risk(),
                    row.asOf(),
                    row.rev(),
                    row.since(),
                    row.hold(),
                    row.doubt(),
                    waits ? row.waiting().to().state() : null,
                    waits ? row.waiting().to().share() : null,
                    waits ? row.waiting().since() : null));
        }
        return table.text();
    }

    /**
     * Google finds its product by the id, so it stays as it is where that is harmless.
     *
     * @param label which custom label tells the state and the share, 0 to 4: with it a campaign bids less for what is throttled
     */
    public static String google(Collection<AdRow> rows, int label, char delimiter) {
        CsvTable table =
                new CsvTable(List.of("id", "pause", "excluded_destination", "custom_label_" + label), delimiter);
        for (AdRow row : rows) {
            table.add(Arrays.asList(
                    HARMLESS.matcher(row.sku()).matches() ? new CsvTable.Exact(row.sku()) : row.sku(),
                    row.state() == AdState.PAUSE ? "ads" : null,
                    row.state() == AdState.EXCLUDE ? ALL_ADS : null,
                    label(row)));
        }
        return table.text();
    }

    private static String label(AdRow row) {
        String state = row.state().name().toLowerCase(Locale.ROOT);
        return row.state() == AdState.THROTTLE ? state + "-" + Math.round(row.share() * 100) : state;
    }
}
