package io.zapas.forecast.http;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.LeadTime;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.Signal;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * A forecast in words: how long the stock lasts, how long a delivery takes, what is at risk, and why so much is to be ordered. Every number is
 * one of the document's. Immutable; safe on every thread.
 */
final class Explanation {
    private static final Explanation POLISH = new Explanation("pl", Locale.forLanguageTag("pl"), "dd.MM.yyyy");
    private static final Explanation ENGLISH = new Explanation("en", Locale.ENGLISH, "d MMM yyyy");
    private static final double PERCENT = 100;

    private final Properties phrases = new Properties();
    private final Locale locale;
    private final DateTimeFormatter dates;

    private Explanation(String language, Locale locale, String datePattern) {
        this.locale = locale;
        this.dates = DateTimeFormatter.ofPattern(datePattern, locale);
        try (InputStream in = Explanation.class.getResourceAsStream("explanation_" + language + ".properties")) {
            phrases.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sentences by language. */
    static Map<String, List<String>> of(DemandForecast forecast) {
        return Map.of("pl", POLISH.sentences(forecast), "en", ENGLISH.sentences(forecast));
    }

    private List<String> sentences(DemandForecast forecast) {
        List<String> sentences = new ArrayList<>();
        if (forecast.velocity() == null) {
            sentences.add(phrase("short", Map.of("days", days(forecast.historyDays()))));
        } else {
            stock(forecast, sentences);
        }
        leadTime(forecast.leadTime(), sentences);
        if (forecast.risk() != null) {
            risk(forecast, forecast.risk(), sentences);
        }
        if (forecast.service() != null && forecast.reorderPoint() != null) {
            boolean byClass = forecast.service().basis().equals("CLASS");
            sentences.add(phrase(
                    byClass ? "service.class" : "service.money",
                    Map.of(
                            "level",
                            percent(forecast.service().level()),
                            "abc",
                            forecast.abc() == null ? "B" : forecast.abc())));
            if (forecast.suggestedOrder() == null) {
                sentences.add(phrase("order.none", Map.of("point", number(forecast.reorderPoint()))));
            } else if (forecast.suggestedOrder().need() != null) {
                order(forecast.suggestedOrder(), forecast.currency(), sentences);
            }
        }
        forecast.signals().forEach(signal -> sentences.add(signal(signal)));
        if (forecast.backtest() != null) {
            sentences.add(phrase(
                    "backtest",
                    Map.of(
                            "count", number(forecast.backtest().days()),
                            "error", percent(forecast.backtest().error()),
                            "naive", percent(forecast.backtest().seasonalNaive()),
                            "mean", percent(forecast.backtest().movingAverage()))));
        }
        if (forecast.shelf() != null) {
            shelf(forecast.shelf(), sentences);
        }
        return List.copyOf(sentences);
    }

    private String signal(Signal signal) {
        return phrase(
                "signal." + signal.kind().toLowerCase(Locale.ROOT),
                Map.of(
                        "since", date(signal.since()),
                        "actual", number(signal.actual()),
                        "expected", number(signal.expected(), 1)));
    }

    private void stock(DemandForecast forecast, List<String> sentences) {
        String velocity = number(forecast.velocity(), 1);
        if (forecast.available() <= 0 || forecast.daysOfCover() == null) {
            sentences.add(phrase("stock.none", Map.of("velocity", velocity)));
            return;
        }
        Map<String, String> values = Map.of(
                "available", number(forecast.available()),
                "velocity", velocity,
                "cover", days(forecast.daysOfCover()));
        StockoutDate dates = forecast.stockoutDate();
        if (dates == null || dates.p50() == null || dates.p90() == null) {
            sentences.add(phrase("stock.long", values));
        } else {
            sentences.add(phrase("stock", with(values, Map.of("p50", date(dates.p50()), "p90", date(dates.p90())))));
        }
    }

    private void leadTime(LeadTime leadTime, List<String> sentences) {
        if (leadTime == null) {
            sentences.add(phrase("lead.unknown", Map.of()));
            return;
        }
        String which =
                leadTime.statedDays() == null ? "lead.seen" : leadTime.deliveries() > 0 ? "lead.learnt" : "lead.stated";
        sentences.add(phrase(
                which,
                Map.of(
                        "mean", days(leadTime.meanDays()),
                        "p90", days(leadTime.p90Days()),
                        "deliveries", number(leadTime.deliveries()))));
    }

    private void risk(DemandForecast forecast, Risk risk, List<String> sentences) {
        boolean receipt = forecast.leadTime() == null || !risk.receiptDate().equals(orderedToday(forecast));
        sentences.add(phrase(
                receipt ? "risk.receipt" : "risk.order",
                Map.of("date", date(risk.receiptDate()), "p", percent(risk.stockoutBeforeReceipt()))));
        if (risk.lostUnits() >= 0.5) {
            String units = number(risk.lostUnits(), 0);
            sentences.add(
                    risk.lostValue() == null
                            ? phrase("lost.units", Map.of("units", units))
                            : phrase(
                                    "lost",
                                    Map.of("units", units, "value", money(risk.lostValue(), forecast.currency()))));
        }
        if (risk.tooLateToOrder()) {
            sentences.add(phrase("late", Map.of()));
        }
        if (risk.gapDays() > 0) {
            sentences.add(phrase("gap", Map.of("gap", days(risk.gapDays()))));
        }
    }

    /** When an order placed on the day of the forecast most likely arrives. */
    private static LocalDate orderedToday(DemandForecast forecast) {
        return forecast.band().isEmpty()
                ? null
                : forecast.band().get(0).date().plusDays((long)
                        Math.ceil(forecast.leadTime().meanDays() - 0.05));
    }

    private void order(SuggestedOrder order, String currency, List<String> sentences) {
        List<String> rules = new ArrayList<>();
        if (order.moq() != null && order.moq() > order.need()) {
            rules.add(phrase("order.moq", Map.of("moq", number(order.moq()))));
        }
        if (order.orderMultiple() != null && order.orderMultiple() > 1) {
            rules.add(phrase("order.multiple", Map.of("multiple", number(order.orderMultiple()))));
        }
        String rounding = order.quantity() == order.need() || rules.isEmpty()
                ? ""
                : phrase(
                        "order.rounding",
                        Map.of("quantity", number(order.quantity()), "rules", String.join(", ", rules)));
        boolean surplus = order.safety().signum() < 0;
        Map<String, String> terms = Map.of(
                "quantity", number(order.quantity()),
                "rate", number(order.demandPerDay().doubleValue(), 1),
                "lead", days(order.leadDays()),
                "review", days(order.reviewDays()),
                "safety",
                        phrase(
                                surplus ? "order.surplus" : "order.safety",
                                Map.of("safety", number(order.safety().abs().doubleValue(), 1))),
                "available", number(order.available()),
                "incoming", number(order.incoming()),
                "need", number(order.need()),
                "rounding", rounding);
        sentences.add(phrase("order", terms));
        if (order.cost() != null) {
            sentences.add(phrase("order.cost", Map.of("cost", money(order.cost(), currency))));
        }
        if (order.avoidedLoss() != null && order.avoidedLoss().signum() > 0) {
            sentences.add(phrase("order.spared", Map.of("value", money(order.avoidedLoss(), currency))));
        }
    }

    private void shelf(Shelf shelf, List<String> sentences) {
        if (shelf.excessUnits() > 0) {
            sentences.add(phrase(shelf.dead() ? "dead" : "excess", Map.of("units", number(shelf.excessUnits()))));
        }
    }

    private String phrase(String key, Map<String, String> values) {
        String text = phrases.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no phrase " + key);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private String days(double days) {
        double shown =
                BigDecimal.valueOf(days).setScale(1, RoundingMode.HALF_UP).doubleValue();
        boolean whole = shown == Math.rint(shown);
        String word = phrases.getProperty(shown == 1 ? "day" : whole ? "days" : "days.part");
        return number(shown, 1) + " " + word;
    }

    private String date(LocalDate date) {
        return dates.format(date);
    }

    private String percent(double share) {
        return number(PERCENT * share, 1) + (locale.equals(Locale.ENGLISH) ? "%" : " %");
    }

    private String money(BigDecimal amount, String currency) {
        DecimalFormat format = new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(locale));
        return format.format(amount) + (currency == null ? "" : " " + currency);
    }

    private String number(long value) {
        return number((double) value, 0);
    }

    private String number(double value, int decimals) {
        DecimalFormat format = new DecimalFormat("#,##0.#", DecimalFormatSymbols.getInstance(locale));
        format.setMaximumFractionDigits(decimals);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(value);
    }
}
