package io.zapas.bench.report;

import java.util.List;
import java.util.Map;

/** A run as Markdown. */
public final class Report {
    private Report() {}

    /**
     * @param facts of the run (command, seed, machine), in the order they are printed
     */
    public static String of(Map<String, String> facts, Findings findings) {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n').append(Table.of(findings.figures()));
        list(text, "Remarks", findings.remarks());
        list(text, "FAILED", findings.failures());
        return text.toString();
    }

    private static void list(StringBuilder text, String title, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append(":\n\n");
        lines.forEach(line -> text.append("- ").append(line).append('\n'));
    }
}
