package io.zapas.stocksync.account;

/** What systems say, as people may be shown it. */
public final class Words {
    private static final int MAX_LENGTH = 200;

    private Words() {}

    /** On one line, at most 200 characters, no half characters. */
    public static String clean(String words) {
        String line = words == null
                ? ""
                : words.replaceAll("[\\p{Cntrl}\\s\\u2028\\u2029]+", " ").strip();
        if (line.isEmpty()) {
            return "refused without a reason";
        }
        if (line.length() <= MAX_LENGTH) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return line.substring(0, end) + "…";
    }
}
