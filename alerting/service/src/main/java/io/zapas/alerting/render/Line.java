package io.zapas.alerting.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One line of text, some of it strong. Never holds line breaks or markup of its own. */
public record Line(List<Span> spans) {
    public static final Line EMPTY = new Line(List.of());

    public Line {
        spans = List.copyOf(spans);
    }

    public static Line of(String text) {
        return text.isEmpty() ? EMPTY : new Line(List.of(new Span(text, false)));
    }

    /** Puts the non-empty ones of {@code lines} together. */
    public static Line join(String separator, List<Line> lines) {
        List<Span> spans = new ArrayList<>();
        for (Line line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            if (!spans.isEmpty() && !separator.isEmpty()) {
                spans.add(new Span(separator, false));
            }
            spans.addAll(line.spans());
        }
        return new Line(spans);
    }

    public boolean isEmpty() {
        return spans.isEmpty();
    }

    /** The words without weight. */
    public String plain() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }
}
