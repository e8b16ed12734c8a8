package io.zapas.alerting.render;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * How a language writes numbers, money, dates and counted things, and its sentences. Formats are ours and not the JDK's, so that a text reads
 * the same on every JDK: {@code 1 990,00 zł} with no-break spaces and {@code 29.11.2026 (niedz.)}, or {@code PLN 1,990.00} and
 * {@code Sun 29 Nov 2026}. Every language but Polish reads English.
 */
public final class Wording {
    private static final char NBSP = '\u00a0';
    private static final ResourceBundle POLISH = bundle("messages_pl.properties");
    private static final ResourceBundle ENGLISH = bundle("messages_en.properties");
    private static final int DEFAULT_MONEY_DIGITS = 2;
    private static final int MAX_CAUSE = 60;

    private final boolean polish;
    private final ResourceBundle messages;
    private final ZoneId zone;
    private final DecimalFormat numbers;
    private final String[] weekdays;
    private final String[] months;

    private Wording(boolean polish, ZoneId zone) {
        this.polish = polish;
        this.zone = zone;
        messages = polish ? POLISH : ENGLISH;
        weekdays = text("weekdays").split(",", -1);
        months = text("months").split(",", -1);
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setGroupingSeparator(polish ? NBSP : ',');
        symbols.setDecimalSeparator(polish ? ',' : '.');
        numbers = new DecimalFormat("#,##0", symbols);
        numbers.setRoundingMode(RoundingMode.HALF_UP);
    }

    /** @param zone of the shop: a moment is shown in it */
    public static Wording of(Locale locale, ZoneId zone) {
        return new Wording("pl".equals(locale.getLanguage()), zone);
    }

    public Locale locale() {
        return polish ? Locale.forLanguageTag("pl") : Locale.ENGLISH;
    }

    public ZoneId zone() {
        return zone;
    }

    /** At most one decimal, half up, none when it is whole. */
    public String number(BigDecimal value) {
        return format(value, 0, 1);
    }

    /** A number that always shows its sign, for differences. */
    public String signed(BigDecimal value) {
        return value.signum() > 0 ? "+" + number(value) : number(value);
    }

    /** Units of a product: {@code 240 szt.}, {@code 240 units}. */
    public String units(BigDecimal value) {
        return counted("unit", value);
    }

    /** Days: {@code 7,1 dnia}, {@code 7.1 days}. */
    public String days(BigDecimal value) {
        return counted("day", value);
    }

    /** A length of time: {@code 30 min}, {@code 2 h}, {@code 3 h 40 min}; the same in both languages. */
    String minutes(BigDecimal minutes) {
        long whole = minutes.setScale(0, RoundingMode.HALF_UP).longValue();
        long hours = whole / 60;
        String rest = hours > 0 && whole % 60 == 0 ? "" : whole % 60 + "" + NBSP + "min";
        return hours == 0
                ? rest
                : (number(BigDecimal.valueOf(hours)) + NBSP + "h" + (rest.isEmpty() ? "" : NBSP + rest));
    }

    /** A number and its thing in the right form: the bundle has {@code thing.one}, {@code .few}, {@code .many} and {@code .other}. */
    public String counted(String thing, BigDecimal value) {
        return number(value) + NBSP + text(thing + "." + plural(value));
    }

    /** An amount with its currency; with none, the bare amount. */
    public String money(BigDecimal amount, String currency) {
        int digits = moneyDigits(currency);
        String figure = format(amount, digits, digits);
        if (currency == null || currency.isBlank()) {
            return figure;
        }
        String code = Names.clean(currency, 8);
        if (polish) {
            return figure + NBSP + ("PLN".equals(code) ? "zł" : code);
        }
        return code + NBSP + figure;
    }

    /** A probability or share from 0 to 1: whole from 10 % on, else one decimal; never 0 or 100 unless it is. */
    public String percent(BigDecimal share) {
        BigDecimal hundredfold = share.movePointRight(2);
        String figure;
        if (hundredfold.signum() > 0 && hundredfold.compareTo(new BigDecimal("0.1")) < 0) {
            figure = "<" + format(new BigDecimal("0.1"), 0, 1);
        } else if (hundredfold.compareTo(new BigDecimal("99.5")) >= 0
                && hundredfold.compareTo(BigDecimal.valueOf(100)) < 0) {
            figure = ">" + format(BigDecimal.valueOf(99), 0, 0);
        } else {
            figure = format(hundredfold, 0, hundredfold.compareTo(BigDecimal.TEN) < 0 ? 1 : 0);
        }
        return polish ? figure + NBSP + "%" : figure + "%";
    }

    /** {@code 29.11.2026 (niedz.)}, {@code Sun 29 Nov 2026}. */
    public String date(LocalDate date) {
        return polish
                ? dayMonth(date) + "." + date.getYear() + " (" + weekday(date) + ")"
                : dayShort(date) + " " + date.getYear();
    }

    /** Without the year: {@code niedz. 29.11}, {@code Sun 29 Nov}. */
    public String dayShort(LocalDate date) {
        return weekday(date) + " " + dayMonth(date);
    }

    /** Day and month only: {@code 29.11}, {@code 29 Nov}. */
    public String dayMonth(LocalDate date) {
        return polish
                ? DateTimeFormatter.ofPattern("dd.MM", Locale.ROOT).format(date)
                : date.getDayOfMonth() + " " + months[date.getMonthValue() - 1];
    }

    /** {@code 29.11.2026 (niedz.), 07:12}, {@code Sun 29 Nov 2026, 07:12}; 24 hours in both. */
    public String moment(Instant moment) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, zone);
        return date(local.toLocalDate()) + ", "
                + DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(local);
    }

    /** From the first to the last day: {@code 24.11–30.11.2026}, {@code 24 Nov – 30 Nov 2026}. */
    public String period(LocalDate first, LocalDate last) {
        String year = (polish ? "." : " ") + last.getYear();
        String firstYear = first.getYear() == last.getYear() ? "" : (polish ? "." : " ") + first.getYear();
        return first.equals(last)
                ? dayMonth(last) + year
                : dayMonth(first) + firstYear + (polish ? "–" : " – ") + dayMonth(last) + year;
    }

    /** A likely cause of a desync, in words where there are some. */
    public String cause(String code) {
        return find("cause." + code).orElseGet(() -> Names.clean(code, MAX_CAUSE));
    }

    /** A text of the bundle that must be there. */
    public String text(String key) {
        return messages.getString(key);
    }

    /** A text of the bundle, if there. */
    Optional<String> find(String key) {
        return messages.containsKey(key) ? Optional.of(messages.getString(key)) : Optional.empty();
    }

    /** The phrase of the bundle with these values; empty when it lacks one it needs. */
    Optional<Line> phrase(String key, Map<String, String> values) {
        return Phrase.render(text(key), values);
    }

    /** CLDR's plural categories for Polish and English cardinals. */
    private String plural(BigDecimal shownOrNot) {
        BigDecimal value = shownOrNot.abs().setScale(1, RoundingMode.HALF_UP).stripTrailingZeros();
        if (value.scale() > 0) {
            return "other";
        }
        if (value.compareTo(BigDecimal.ONE) == 0) {
            return "one";
        }
        if (!polish) {
            return "other";
        }
        int lastTwo = value.remainder(BigDecimal.valueOf(100)).intValue();
        int last = lastTwo % 10;
        return last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14) ? "few" : "many";
    }

    private String format(BigDecimal value, int minDecimals, int maxDecimals) {
        // A copy of its own: formats are not safe for concurrent use, and dear to make.
        DecimalFormat format = (DecimalFormat) numbers.clone();
        format.setMinimumFractionDigits(minDecimals);
        format.setMaximumFractionDigits(maxDecimals);
        return format.format(value);
    }

    private String weekday(LocalDate date) {
        return weekdays[date.getDayOfWeek().getValue() - 1];
    }

    private static int moneyDigits(String currency) {
        try {
            return currency == null
                    ? DEFAULT_MONEY_DIGITS
                    : Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return DEFAULT_MONEY_DIGITS;
        }
    }

    private static ResourceBundle bundle(String resource) {
        try (InputStreamReader reader =
                new InputStreamReader(Wording.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
            return new PropertyResourceBundle(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
