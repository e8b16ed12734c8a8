package io.zapas.stocksync.quick;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.domain.Stock.Command;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Decides levels: stock.level of the script, for plain SKUs. Stateless. */
final class Levels {
    /** From here on the script forgets moves that a level contains. */
    private static final int MOVES_MAX = 160;

    private final String prefix;
    private final Selling selling;

    Levels(String prefix, Selling selling) {
        this.prefix = prefix;
        this.selling = selling;
    }

    /** Whether an event may be decided here at all. */
    static boolean fits(Command command) {
        return command.event() instanceof StockLevel level
                && level.lot() == null
                && level.basis() != StockLevel.Basis.AVAILABLE
                && command.eventId() != null
                && level.location() != null
                && !level.location().equals(Names.UNASSIGNED)
                && !level.location().equals(Names.INCOMING);
    }

    /** Adds the SKUs of those that fit. */
    static void skus(Collection<Command> commands, Set<String> skus) {
        for (Command command : commands) {
            if (fits(command)) {
                skus.add(((StockLevel) command.event()).sku());
            }
        }
    }

    /** False: only the script can decide it, and nothing has changed. */
    boolean decide(Command command, Ground ground, Draft draft) {
        if (!(command.event() instanceof StockLevel level)) {
            return false;
        }
        if (!fits(command)) {
            // Of two levels of one time the later to arrive counts: none may overtake it.
            ground.giveUp(level.sku());
            return false;
        }
        try {
            decide(command, level, ground, draft);
            return true;
        } catch (UnplainException e) {
            ground.giveUp(level.sku());
            return false;
        }
    }

    private void decide(Command command, StockLevel level, Ground ground, Draft draft) {
        PlainSku sku = ground.sku(level.sku());
        if (selling.shortfall(sku) > 0) {
            throw new UnplainException();
        }
        long at = Math.min(command.at().toEpochMilli(), ground.now);
        StockLevel.Basis basis = level.basis() == null ? StockLevel.Basis.PHYSICAL : level.basis();
        Watermark mark = new Watermark(
                at, Versions.comparable(level.version()), level.quantity(), basis.name(), List.of(command.eventId()));
        Place place = sku.places.get(level.location());
        boolean shown = place != null;
        if (!shown) {
            place = new Place(level.location());
        }
        Place.Stated stated = place.stated(command.source(), mark, MOVES_MAX);
        long before = place.onHand;
        place.onHand = stated.onHand();
        boolean worse = shown && selling.shortfall(sku) > 0;
        place.onHand = before;
        if (worse) {
            throw new UnplainException();
        }
        // A SKU that becomes known may be waited for.
        String parked = prefix + "pk:s" + Names.SEPARATOR + sku.name;
        if (!sku.known() && !draft.claim(parked)) {
            throw new UnplainException();
        }
        draft.heard(command.source());
        sku.touch();
        if (!shown) {
            sku.add(place, selling.sellable(place.name));
        }
        place.take(stated);
        if (!shown || place.onHand != before) {
            draft.changed(sku);
            if (place.onHand != before) {
                draft.entry(
                        sku,
                        place,
                        new Draft.Cause(
                                LedgerEntry.Reason.LEVEL, at, command.source(), command.eventId(), null, null, null),
                        before,
                        place.reserved);
            }
            draft.decided();
        }
    }
}
