package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Levels of one batch. */
final class LevelsTask extends Task<Applied> {
    private final Levels levels;
    private final Position position;
    private final List<Command> commands;
    private final List<Command> fit;

    /** @param fit those of the commands that may be decided here at all */
    LevelsTask(Levels levels, Position position, List<Command> commands, List<Command> fit) {
        this.levels = levels;
        this.position = position;
        this.commands = commands;
        this.fit = fit;
    }

    @Override
    Instant now() {
        return fit.stream().map(Command::now).max(Instant::compareTo).orElseThrow();
    }

    @Override
    Set<String> skus() {
        return Levels.skus(fit);
    }

    @Override
    boolean remembers() {
        return false;
    }

    @Override
    Set<String> names() {
        return Set.of();
    }

    @Override
    List<Applied> decide(Ground ground, Draft draft) {
        List<Applied> results = new ArrayList<>(commands.size());
        for (Command command : commands) {
            results.add(levels.decide(command, ground, draft) ? new Applied(Applied.Result.APPLIED, null) : null);
        }
        return results;
    }

    @Override
    boolean writes(List<Applied> results) {
        return results.stream().anyMatch(Objects::nonNull);
    }

    @Override
    boolean proven(List<Applied> results) {
        return true;
    }

    @Override
    Position position() {
        return position;
    }

    @Override
    List<Applied> done(List<Applied> results, String outboxId) {
        return results;
    }
}
