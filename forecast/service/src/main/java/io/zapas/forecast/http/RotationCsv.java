package io.zapas.forecast.http;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.Backtest;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.Signal;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;

/**
 * Forecasts as CSV (RFC 4180): a heading, one line per SKU, numbers with a decimal point, empty where there is no figure. A text that a
 * spreadsheet would run as a formula starts with an apostrophe.
 */
final class RotationCsv {
    private static final String FORMULA = "=+-@\t\r";
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setNullString("").get();
    private static final List<Column> COLUMNS = List.of(
            text("sku", DemandForecast::sku),
            text("name", DemandForecast::name),
            text("owner", DemandForecast::owner),
            text("supplier", DemandForecast::supplier),
            figure("abc", DemandForecast::abc),
            figure("xyz", DemandForecast::xyz),
            figure(
                    "pattern",
                    forecast -> forecast.pattern() == null
                            ? null
                            : forecast.pattern().category()),
            figure("available", DemandForecast::available),
            figure("velocity", DemandForecast::velocity),
            figure("daysOfCover", DemandForecast::daysOfCover),
            stockout("stockoutP90", StockoutDate::p90),
            stockout("stockoutP50", StockoutDate::p50),
            stockout("stockoutP10", StockoutDate::p10),
            risk("stockoutBeforeReceipt", Risk::stockoutBeforeReceipt),
            risk("stockoutBeforeOrder", Risk::stockoutBeforeOrder),
            risk("receiptDate", Risk::receiptDate),
            risk("tooLateToOrder", Risk::tooLateToOrder),
            risk("gapDays", Risk::gapDays),
            risk("lostUnits", Risk::lostUnits),
            risk("lostValue", Risk::lostValue),
            figure("leadTimeDays", DemandForecast::leadTimeDays),
            figure(
                    "serviceLevel",
                    forecast -> forecast.service() == null
                            ? null
                            : forecast.service().level()),
            figure("reorderPoint", DemandForecast::reorderPoint),
            order("orderQuantity", SuggestedOrder::quantity),
            order("orderCost", SuggestedOrder::cost),
            order("orderWhy", SuggestedOrder::why),
            figure("turnoverPerDay", DemandForecast::turnoverPerDay),
            shelf("turnsPerYear", Shelf::turnsPerYear),
            shelf("sellThrough", Shelf::sellThrough),
            shelf("excessUnits", Shelf::excessUnits),
            shelf("excessValue", Shelf::excessValue),
            shelf("dead", Shelf::dead),
            figure("model", DemandForecast::model),
            backtest("error", Backtest::error),
            backtest("seasonalNaiveError", Backtest::seasonalNaive),
            backtest("movingAverageError", Backtest::movingAverage),
            backtest("within95", Backtest::within95),
            figure(
                    "signals",
                    forecast -> forecast.signals().isEmpty()
                            ? null
                            : forecast.signals().stream().map(Signal::kind).collect(Collectors.joining(" "))),
            figure("currency", DemandForecast::currency),
            figure("asOf", DemandForecast::asOf));

    private RotationCsv() {}

    private record Column(String name, Function<DemandForecast, Object> value) {}

    private static Column figure(String name, Function<DemandForecast, Object> value) {
        return new Column(name, value);
    }

    private static Column text(String name, Function<DemandForecast, String> value) {
        return new Column(name, forecast -> harmless(value.apply(forecast)));
    }

    private static Column stockout(String name, Function<StockoutDate, Object> value) {
        return of(name, DemandForecast::stockoutDate, value);
    }

    private static Column risk(String name, Function<Risk, Object> value) {
        return of(name, DemandForecast::risk, value);
    }

    private static Column order(String name, Function<SuggestedOrder, Object> value) {
        return of(name, DemandForecast::suggestedOrder, value);
    }

    private static Column shelf(String name, Function<Shelf, Object> value) {
        return of(name, DemandForecast::shelf, value);
    }

    private static Column backtest(String name, Function<Backtest, Object> value) {
        return of(name, DemandForecast::backtest, value);
    }

    private static <T> Column of(String name, Function<DemandForecast, T> part, Function<T, Object> value) {
        return new Column(name, forecast -> {
            T some = part.apply(forecast);
            return some == null ? null : value.apply(some);
        });
    }

    private static String harmless(String text) {
        return text != null && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    static String heading() {
        return line(COLUMNS.stream().map(Column::name).toArray());
    }

    static String line(DemandForecast forecast) {
        return line(
                COLUMNS.stream().map(column -> column.value().apply(forecast)).toArray());
    }

    /** Numbers without exponents and without zeros that say nothing. */
    private static Object plain(Object value) {
        if (value instanceof Double number) {
            return plain(BigDecimal.valueOf(number));
        }
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return value;
    }

    private static String line(Object[] values) {
        StringBuilder line = new StringBuilder();
        try {
            FORMAT.printRecord(
                    line, Arrays.stream(values).map(RotationCsv::plain).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }
}
