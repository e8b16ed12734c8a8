package io.zapas.alerting.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sentence of a message bundle with values put in. In a pattern <code>{name}</code> is a value, <code>*...*</code> is strong and
 * <code>[...]</code> is left out when a value in it is missing; brackets may nest. A value missing outside brackets makes the whole phrase
 * empty. Values are never read as pattern.
 */
final class Phrase {
    private final String pattern;
    private final Map<String, String> values;
    private int position;
    private boolean strong;

    private Phrase(String pattern, Map<String, String> values) {
        this.pattern = pattern;
        this.values = values;
    }

    static Optional<Line> render(String pattern, Map<String, String> values) {
        List<Span> spans = new ArrayList<>();
        return new Phrase(pattern, values).read(spans) ? Optional.of(new Line(oneStop(spans))) : Optional.empty();
    }

    /** Reads to the end of the pattern or of the bracket; false when a value was missing. */
    private boolean read(List<Span> spans) {
        boolean complete = true;
        StringBuilder text = new StringBuilder();
        while (position < pattern.length()) {
            char next = pattern.charAt(position++);
            switch (next) {
                case '*' -> {
                    flush(text, spans);
                    strong = !strong;
                }
                case '{' -> {
                    String value = value();
                    complete &= value != null;
                    text.append(value);
                }
                case '[' -> {
                    flush(text, spans);
                    boolean strongBefore = strong;
                    List<Span> optional = new ArrayList<>();
                    if (read(optional)) {
                        spans.addAll(optional);
                    }
                    strong = strongBefore;
                }
                case ']' -> {
                    flush(text, spans);
                    return complete;
                }
                default -> text.append(next);
            }
        }
        flush(text, spans);
        return complete;
    }

    private String value() {
        int end = pattern.indexOf('}', position);
        String name = pattern.substring(position, end);
        position = end + 1;
        return values.get(name);
    }

    /** A value that ends with a full stop, as "szt." does, ends the sentence too. */
    private static List<Span> oneStop(List<Span> spans) {
        List<Span> clean = new ArrayList<>();
        String before = "";
        for (Span span : spans) {
            String text = before.endsWith(".") && span.text().startsWith(".")
                    ? span.text().substring(1)
                    : span.text();
            if (!text.isEmpty()) {
                clean.add(new Span(text, span.strong()));
                before = text;
            }
        }
        return clean;
    }

    private void flush(StringBuilder text, List<Span> spans) {
        if (text.length() > 0) {
            spans.add(new Span(text.toString(), strong));
            text.setLength(0);
        }
    }
}
