package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Notice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Invariant 28: whatever the payload says, both languages say the same numbers, and those of the payload. */
class NumbersProperties {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

    @Property(tries = 200)
    void bothLanguagesTellTheNumbersOfThePayload(@ForAll long seed) {
        Random random = new Random(seed);
        for (Alert.Type type : Alert.Type.values()) {
            Map<String, BigDecimal> payload = new HashMap<>();
            Alert alert = random(type, random, payload);
            List<String> polish = numbers(told("pl", alert), " ", ',');
            List<String> english = numbers(told("en", alert), ",", '.');
            assertThat(polish).as("%s, seed %d", type, seed).containsExactlyInAnyOrderElementsOf(english);
            payload.forEach((name, value) -> assertThat(english)
                    .as("%s of %s, seed %d", name, type, seed)
                    .contains(value.stripTrailingZeros().toPlainString()));
        }
    }

    private static Alert random(Alert.Type type, Random random, Map<String, BigDecimal> payload) {
        double units = random.nextInt(1_000_000) / 10.0 + 1;
        BigDecimal money = new BigDecimal(random.nextInt(1_000_000_000) + 1).movePointLeft(2);
        Map<String, Object> facts = new HashMap<>();
        String[] told =
                switch (type) {
                    case OUT_OF_STOCK, SHORTAGE ->
                        new String[] {"available", "onHand", "reserved", "velocity", "suggestedQuantity", "moq"};
                    case OVERSOLD -> new String[] {"available", "onHand", "reserved", "shortfall", "suggestedQuantity"};
                    case CAMPAIGN_RISK -> new String[] {"available", "baseDemandPerDay", "campaignDemandPerDay"};
                    case DESYNC -> new String[] {"expected", "actual"};
                    case STALE_SOURCE -> new String[] {"skus", "articlesA", "suppressed"};
                    case MASS_DROP -> new String[] {"skus", "suppressed"};
                    case UNKNOWN_SKU -> new String[] {};
                };
        for (String name : told) {
            long value = 1 + (long) Math.pow(10, random.nextDouble() * 9);
            facts.put(name, value);
            payload.put(name, BigDecimal.valueOf(value));
        }
        if (type == Alert.Type.CAMPAIGN_RISK) {
            facts.put("campaign", "Black Week");
        }
        if (type == Alert.Type.STALE_SOURCE) {
            facts.put("lastContact", "2026-11-22T03:50:00Z");
        }
        if (type != Alert.Type.UNKNOWN_SKU) {
            payload.put("lostUnits", BigDecimal.valueOf(units).setScale(1, RoundingMode.HALF_UP));
            payload.put("lostValue", money);
        }
        return SampleAlerts.alert(type, Severity.HIGH, facts, units, money.toPlainString());
    }

    private static String told(String language, Alert alert) {
        return new NoticeTexts(Wording.of(Locale.forLanguageTag(language), ZoneId.of("Europe/Warsaw")))
                .plain(new Notice("id", "g", 1, Notice.Kind.NEW, List.of(alert)), 1);
    }

    /** All numbers of a text but dates, in one form. */
    private static List<String> numbers(String text, String grouping, char decimal) {
        String plain = text.replaceAll("[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}|[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}", "")
                .replaceAll("(?<=[0-9])[\u00a0" + grouping + "](?=[0-9]{3})", "")
                .replace(decimal, decimal == ',' ? '.' : decimal);
        List<String> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(plain);
        while (matcher.find()) {
            numbers.add(new BigDecimal(matcher.group()).stripTrailingZeros().toPlainString());
        }
        return numbers;
    }
}
