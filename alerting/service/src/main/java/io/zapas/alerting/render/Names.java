package io.zapas.alerting.render;

/**
 * Makes text from outside fit for one line: line breaks and control characters become spaces, characters that reverse the direction of what
 * follows are dropped, right-to-left text is kept to itself, and the length is bounded. Escaping for Slack or HTML comes later.
 */
final class Names {
    private static final String ELLIPSIS = "…";
    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';

    private Names() {}

    /** @param maxLength in UTF-16 units, the ellipsis included */
    static String clean(String text, int maxLength) {
        // No more is looked at than can be shown; spaces that collapse leave room for what follows.
        String head = text.length() > 4 * maxLength ? text.substring(0, 4 * maxLength) : text;
        StringBuilder clean = new StringBuilder();
        boolean rightToLeft = false;
        boolean space = false;
        for (int i = 0; i < head.length(); ) {
            int point = head.codePointAt(i);
            i += Character.charCount(point);
            if (isDirectionControl(point)) {
                continue;
            }
            if (Character.isISOControl(point) || Character.isWhitespace(point)) {
                space = clean.length() > 0;
                continue;
            }
            if (space) {
                clean.append(' ');
                space = false;
            }
            clean.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 0xFFFD : point);
            rightToLeft |= isRightToLeft(point);
        }
        String shown = cut(clean.toString(), maxLength);
        return rightToLeft ? FIRST_STRONG_ISOLATE + shown + POP_ISOLATE : shown;
    }

    /** Shortens to {@code maxLength} UTF-16 units without splitting a character, with an ellipsis when something is lost. */
    static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = maxLength - ELLIPSIS.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    private static boolean isDirectionControl(int point) {
        return point == 0x200E
                || point == 0x200F
                || point == 0x061C
                || (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069);
    }

    private static boolean isRightToLeft(int point) {
        byte direction = Character.getDirectionality(point);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
