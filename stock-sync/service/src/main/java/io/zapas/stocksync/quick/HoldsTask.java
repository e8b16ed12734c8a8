package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Requests that came in together. */
final class HoldsTask extends Task<ReservationOutcome> {
    private final Holds holds;
    private final List<ReserveCommand> commands;

    HoldsTask(Holds holds, List<ReserveCommand> commands) {
        this.holds = holds;
        this.commands = commands;
    }

    @Override
    Instant now() {
        return commands.stream()
                .map(ReserveCommand::now)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    @Override
    Set<String> skus() {
        return Holds.skus(commands);
    }

    @Override
    boolean crowdsOut() {
        return true;
    }

    @Override
    Set<String> names() {
        return holds.names(commands);
    }

    @Override
    List<ReservationOutcome> decide(Ground ground, Draft draft) {
        List<ReservationOutcome> outcomes = new ArrayList<>(commands.size());
        for (ReserveCommand command : commands) {
            outcomes.add(holds.decide(command, ground, draft));
        }
        return outcomes;
    }

    @Override
    List<ReservationOutcome> left() {
        return Collections.nCopies(commands.size(), null);
    }

    @Override
    boolean writes(List<ReservationOutcome> outcomes) {
        return outcomes.stream().anyMatch(ReservationOutcome.Done.class::isInstance);
    }

    @Override
    boolean proven(List<ReservationOutcome> outcomes) {
        return outcomes.stream().noneMatch(ReservationOutcome.Insufficient.class::isInstance);
    }

    @Override
    List<Reached> positions(List<ReservationOutcome> outcomes) {
        return List.of();
    }

    @Override
    List<ReservationOutcome> done(List<ReservationOutcome> outcomes, String outboxId) {
        outcomes.replaceAll(outcome -> outcome instanceof ReservationOutcome.Done done
                ? new ReservationOutcome.Done(done.reservation(), false, outboxId)
                : outcome);
        return outcomes;
    }
}
