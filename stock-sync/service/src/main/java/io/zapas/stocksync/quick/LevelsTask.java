package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.quick.QuickWay.Batch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Levels of some partitions' batches: a result for each batch, and in it for each event. */
final class LevelsTask extends Task<List<Applied>> {
    private static final Applied APPLIED = new Applied(Applied.Result.APPLIED, null);

    private final Levels levels;
    private final List<Batch> batches;

    /** @param batches of which at least one has an event that may be decided here at all */
    LevelsTask(Levels levels, List<Batch> batches) {
        this.levels = levels;
        this.batches = batches;
    }

    static boolean fits(Batch batch) {
        return batch.commands().stream().anyMatch(Levels::fits);
    }

    @Override
    Instant now() {
        return batches.stream()
                .flatMap(batch -> batch.commands().stream())
                .map(Command::now)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    @Override
    Set<String> skus() {
        Set<String> skus = new LinkedHashSet<>();
        for (Batch batch : batches) {
            Levels.skus(batch.commands(), skus);
        }
        return skus;
    }

    @Override
    boolean crowdsOut() {
        return false;
    }

    @Override
    Set<String> names() {
        return Set.of();
    }

    @Override
    List<List<Applied>> decide(Ground ground, Draft draft) {
        List<List<Applied>> results = new ArrayList<>(batches.size());
        for (Batch batch : batches) {
            results.add(decide(batch.commands(), ground, draft));
        }
        return results;
    }

    private List<Applied> decide(List<Command> commands, Ground ground, Draft draft) {
        List<Applied> results = new ArrayList<>(commands.size());
        for (Command command : commands) {
            results.add(levels.decide(command, ground, draft) ? APPLIED : null);
        }
        return results;
    }

    @Override
    List<List<Applied>> left() {
        return batches.stream()
                .map(batch -> Collections.<Applied>nCopies(batch.commands().size(), null))
                .toList();
    }

    @Override
    boolean writes(List<List<Applied>> results) {
        return results.stream().anyMatch(LevelsTask::any);
    }

    private static boolean any(List<Applied> results) {
        return results.stream().anyMatch(Objects::nonNull);
    }

    @Override
    boolean proven(List<List<Applied>> results) {
        return true;
    }

    @Override
    List<Reached> positions(List<List<Applied>> results) {
        List<Reached> positions = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            List<Applied> own = results.get(i);
            if (batches.get(i).position() != null && any(own)) {
                positions.add(
                        new Reached(batches.get(i).position(), own.stream().allMatch(Objects::nonNull)));
            }
        }
        return positions;
    }

    @Override
    List<List<Applied>> done(List<List<Applied>> results, String outboxId) {
        return results;
    }
}
