package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.Stock.Position;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is to be decided together, in order. Of those left the result is null. */
abstract class Task<R> {
    abstract Instant now();

    abstract Set<String> skus();

    /** Whether its SKUs are remembered where others must be forgotten for them. A feed that is longer than there is room would come to each SKU just after it was forgotten. */
    abstract boolean crowdsOut();

    /** Keys that must be absent, or else somebody else decides. */
    abstract Set<String> names();

    abstract List<R> decide(Ground ground, Draft draft);

    /** Results when nothing was decided. */
    abstract List<R> left();

    /** Whether there is anything to be written. */
    abstract boolean writes(List<R> results);

    /** Whether it rests on what is written alone, which the store compares; false: on more, which must have been looked at. */
    abstract boolean proven(List<R> results);

    /** Partitions it comes from. */
    abstract List<Reached> positions(List<R> results);

    abstract List<R> done(List<R> results, String outboxId);

    /**
     * @param position of what one partition brought, which must not have been passed
     * @param advances whether all of it is decided: the partition's position moves behind it
     */
    record Reached(Position position, boolean advances) {
        String name() {
            return position.topic() + "/" + position.partition();
        }
    }
}
