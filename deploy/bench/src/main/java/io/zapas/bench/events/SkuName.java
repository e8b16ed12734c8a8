package io.zapas.bench.events;

/** Names of the benchmarks' SKUs: {@code SKU-0000042}. */
public final class SkuName {
    public static final String PREFIX = "SKU-";
    public static final int DIGITS = 7;
    private static final int BASE = 10_000_000;

    private SkuName() {}

    /** @param number below 10,000,000 */
    public static String of(int number) {
        if (number < 0 || number >= BASE) {
            throw new IllegalArgumentException("no such SKU: " + number);
        }
        return PREFIX + Integer.toString(BASE + number).substring(1);
    }

    /** The number in a name; -1 for another name. */
    public static int number(String name) {
        if (name.length() != PREFIX.length() + DIGITS || !name.startsWith(PREFIX)) {
            return -1;
        }
        int number = 0;
        for (int i = PREFIX.length(); i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
