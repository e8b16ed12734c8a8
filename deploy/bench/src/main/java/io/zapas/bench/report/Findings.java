package io.zapas.bench.report;

import java.util.ArrayList;
import java.util.List;

/** What a run has found so far: figures, remarks, failures. One thread. */
public final class Findings {
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    public void figure(Figure figure) {
        figures.add(figure);
    }

    /** Something the reader of a figure should know. */
    public void remark(String text) {
        remarks.add(text);
    }

    /** Something that must not happen: the run is no success. */
    public void failure(String text) {
        failures.add(text);
    }

    public boolean failed() {
        return !failures.isEmpty();
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
