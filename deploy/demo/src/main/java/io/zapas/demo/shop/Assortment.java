package io.zapas.demo.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and prices of the sample shop, spelled out from the families in {@code assortment.txt}. */
final class Assortment {
    private static final String RESOURCE = "assortment.txt";
    private static final Pattern AXIS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final double STEP = 1.35;

    private Assortment() {}

    /**
     * @param department two letters
     * @param price in PLN, ending in .90 or .00
     */
    record Item(String department, String name, BigDecimal price, int supplier) {}

    /** Every variant of every family, in the order of the file. */
    static List<Item> items() {
        List<Item> items = new ArrayList<>();
        try (InputStream file = Assortment.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" \\| ");
                    spell(
                            items,
                            parts[0].strip(),
                            parts[1].strip(),
                            Double.parseDouble(parts[2].strip()),
                            Integer.parseInt(parts[3].strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return items;
    }

    private static void spell(List<Item> items, String department, String name, double price, int supplier) {
        Matcher axis = AXIS.matcher(name);
        if (!axis.find()) {
            items.add(new Item(department, name, shelfPrice(price), supplier));
            return;
        }
        String[] choices = axis.group(1).split("\\|");
        boolean dearer = DIGIT.matcher(axis.group(1)).find();
        for (int i = 0; i < choices.length; i++) {
            String spelled = name.substring(0, axis.start()) + choices[i] + name.substring(axis.end());
            spell(items, department, spelled, dearer ? price * Math.pow(STEP, i) : price, supplier);
        }
    }

    /** The price people are used to see: .90 below 100, whole above. */
    private static BigDecimal shelfPrice(double price) {
        if (price >= 100) {
            return BigDecimal.valueOf(Math.round(price)).setScale(2);
        }
        return BigDecimal.valueOf(Math.floor(price)).add(new BigDecimal("0.90")).setScale(2, RoundingMode.UNNECESSARY);
    }
}
