package io.zapas.demo.shop;

/**
 * EAN-13 numbers. Those made here begin with 29: the range that GS1 leaves to shops for their own use, so that no made-up number belongs to a
 * real product.
 */
final class Ean13 {
    private static final long FIRST = 290_000_000_000L;
    private static final long COUNT = 10_000_000_000L;

    private Ean13() {}

    /** @param number 0 to 9,999,999,999 */
    static String inStore(long number) {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("number: must be from 0 to " + (COUNT - 1) + ", was " + number);
        }
        String digits = Long.toString(FIRST + number);
        return digits + checkDigit(digits);
    }

    static boolean valid(String ean) {
        return ean.matches("\\d{13}") && checkDigit(ean.substring(0, 12)) == ean.charAt(12) - '0';
    }

    /** GS1 General Specifications 7.9: weights 1 and 3 from the left, complement to the next ten. */
    private static int checkDigit(String twelveDigits) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (twelveDigits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return (10 - sum % 10) % 10;
    }
}
