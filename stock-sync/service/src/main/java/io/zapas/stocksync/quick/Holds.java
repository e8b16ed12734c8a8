package io.zapas.stocksync.quick;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.StockSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.msgpack.core.MessagePacker;

/** Decides holds of orders nobody has heard of yet: reserve of the script, for plain SKUs. Stateless. */
final class Holds {
    private final String prefix;
    private final StockSettings settings;
    private final Selling selling;

    Holds(String prefix, StockSettings settings, Selling selling) {
        this.prefix = prefix;
        this.settings = settings;
        this.selling = selling;
    }

    /** Names a sale would be known by; all but {@code order} must be new. */
    private record Keys(String answer, String channel, String order, String external, String document) {
        List<String> all() {
            return answer == null
                    ? List.of(channel, order, external, document)
                    : List.of(answer, channel, order, external, document);
        }
    }

    private Keys keys(ReserveCommand command) {
        String alias = prefix + "al:";
        return new Keys(
                command.idempotencyKey() == null ? null : prefix + "idem:" + command.idempotencyKey(),
                alias + channelAlias(command),
                alias + orderAlias(command),
                alias + Names.joined("x", command.orderId()),
                alias + Names.joined("e", command.orderId()));
    }

    private static String channelAlias(ReserveCommand command) {
        return Names.joined(Names.joined("c", command.channel()), command.orderId());
    }

    private static String orderAlias(ReserveCommand command) {
        return Names.joined("o", command.orderId());
    }

    static Set<String> skus(Collection<ReserveCommand> commands) {
        Set<String> skus = new LinkedHashSet<>(2 * commands.size());
        for (ReserveCommand command : commands) {
            command.lines().forEach(line -> skus.add(line.sku()));
        }
        return skus;
    }

    /** What the sales would be known by. */
    Set<String> names(Collection<ReserveCommand> commands) {
        Set<String> names = new LinkedHashSet<>(8 * commands.size());
        for (ReserveCommand command : commands) {
            names.addAll(keys(command).all());
        }
        return names;
    }

    /** Null: only the script can decide it, and nothing has changed. Of a hold, the outbox id is still to be told. */
    ReservationOutcome decide(ReserveCommand command, Ground ground, Draft draft) {
        if (command.allowPreorder() || command.bodyHash() == null || !selling.unrestricted(command.channel())) {
            return null;
        }
        try {
            return plainly(command, ground, draft);
        } catch (UnplainException e) {
            return null;
        }
    }

    private ReservationOutcome plainly(ReserveCommand command, Ground ground, Draft draft) {
        Keys keys = keys(command);
        boolean first = ground.absent(keys.order()) && !draft.claims(keys.order());
        for (String key : keys.all()) {
            if (!key.equals(keys.order()) && (!ground.absent(key) || draft.claims(key))) {
                throw new UnplainException();
            }
        }
        Map<String, Long> wanted = new TreeMap<>(Names.ORDER);
        for (ReserveCommand.Line line : command.lines()) {
            wanted.merge(line.sku(), line.quantity(), Long::sum);
        }
        List<Shortfall> shortfalls = new ArrayList<>();
        Map<PlainSku, Map<String, Long>> allocated = new LinkedHashMap<>();
        for (Map.Entry<String, Long> line : wanted.entrySet()) {
            PlainSku sku = ground.sku(line.getKey());
            if (!sku.known() || selling.shortfall(sku) > 0) {
                throw new UnplainException();
            }
            long may = selling.exposure(sku, command.channel(), selling.available(sku));
            if (may < line.getValue()) {
                shortfalls.add(new Shortfall(line.getKey(), line.getValue(), may));
            } else if (shortfalls.isEmpty()) {
                allocated.put(sku, selling.allocate(sku, command.channel(), line.getValue()));
            }
        }
        if (!shortfalls.isEmpty()) {
            if (command.allowPartial()) {
                throw new UnplainException();
            }
            return new ReservationOutcome.Insufficient(shortfalls);
        }
        List<String> names = new ArrayList<>(keys.all());
        if (!first) {
            names.remove(keys.order());
        }
        draft.claim(names.toArray(String[]::new));
        return hold(command, keys, first, allocated, draft);
    }

    private ReservationOutcome hold(
            ReserveCommand command, Keys keys, boolean first, Map<PlainSku, Map<String, Long>> allocated, Draft draft) {
        long now = draft.now;
        long limit = command.ttlMillis() > 0
                ? command.ttlMillis()
                : settings.holds()
                        .getOrDefault(command.channel(), settings.hold())
                        .toMillis();
        long expires = now + limit;
        String id = command.id();
        Draft.Cause cause = new Draft.Cause(
                LedgerEntry.Reason.HOLD,
                now,
                "api",
                command.idempotencyKey(),
                command.channel(),
                command.orderId(),
                id);
        List<Reservation.Line> lines = new ArrayList<>();
        for (Map.Entry<PlainSku, Map<String, Long>> line : allocated.entrySet()) {
            PlainSku sku = line.getKey();
            List<Reservation.Allocation> allocations = new ArrayList<>();
            List<Long> before = new ArrayList<>();
            long units = 0;
            sku.touch();
            draft.changed(sku);
            for (Map.Entry<String, Long> part : line.getValue().entrySet()) {
                Place place = sku.places.get(part.getKey());
                before.add(place.reserved);
                place.reserved += part.getValue();
                units += part.getValue();
                allocations.add(new Reservation.Allocation(sku.name, part.getKey(), part.getValue()));
            }
            int i = 0;
            for (String place : line.getValue().keySet()) {
                Place at = sku.places.get(place);
                draft.entry(sku, at, cause, at.onHand, before.get(i++));
            }
            draft.member(prefix + "oo:" + sku.name, now, id);
            lines.add(new Reservation.Line(sku.name, units, 0, allocations, 0, 0, units));
        }
        draft.decided();
        draft.member(prefix + "due", expires, id);
        List<String> aliases =
                first ? List.of(channelAlias(command), orderAlias(command)) : List.of(channelAlias(command));
        byte[] name = Packing.utf8(id);
        aliases.forEach(alias -> draft.set(prefix + "al:" + alias, name));
        draft.setTelling(prefix + "r:" + id, sale(command, aliases, allocated, now, expires, draft.packing));
        Reservation reservation = new Reservation(
                id,
                command.orderId(),
                command.channel(),
                Reservation.State.HELD,
                Instant.ofEpochMilli(now),
                Instant.ofEpochMilli(expires),
                lines);
        if (keys.answer() != null) {
            draft.answer(keys.answer(), answer(command, reservation, draft.packing));
        }
        return new ReservationOutcome.Done(reservation, false, null);
    }

    /** A sale as 40-sale.lua keeps it, with the outbox item at its end, which is to follow. */
    private static byte[] sale(
            ReserveCommand command,
            List<String> aliases,
            Map<PlainSku, Map<String, Long>> allocated,
            long now,
            long expires,
            Packing packing) {
        return packing.bytes(out -> {
            out.packMapHeader(18);
            out.packString("id").packString(command.id());
            out.packString("created").packLong(now);
            for (String empty : List.of("views", "dm", "sf")) {
                out.packString(empty).packMapHeader(0);
            }
            out.packString("als").packArrayHeader(aliases.size());
            for (String alias : aliases) {
                out.packString(alias);
            }
            out.packString("ch").packString(command.channel());
            out.packString("oid").packString(command.orderId());
            out.packString("expires").packLong(expires);
            out.packString("hs").packLong(now);
            out.packString("st").packString("HELD");
            out.packString("due").packLong(expires);
            out.packString("kx").packMapHeader(allocated.size());
            for (PlainSku sku : allocated.keySet()) {
                out.packString(sku.name).packMapHeader(1).packString(sku.name).packLong(1);
            }
            out.packString("oo").packMapHeader(allocated.size());
            for (PlainSku sku : allocated.keySet()) {
                out.packString(sku.name).packLong(1);
            }
            out.packString("hold").packMapHeader(allocated.size());
            for (Map.Entry<PlainSku, Map<String, Long>> line : allocated.entrySet()) {
                out.packString(line.getKey().name).packLong(sum(line.getValue()));
            }
            out.packString("al").packMapHeader(allocated.size());
            int effects = 0;
            for (Map.Entry<PlainSku, Map<String, Long>> line : allocated.entrySet()) {
                out.packString(line.getKey().name).packMapHeader(line.getValue().size());
                for (Map.Entry<String, Long> part : line.getValue().entrySet()) {
                    out.packString(part.getKey()).packLong(part.getValue());
                    effects++;
                }
            }
            out.packString("fx").packMapHeader(effects);
            for (Map.Entry<PlainSku, Map<String, Long>> line : allocated.entrySet()) {
                for (Map.Entry<String, Long> part : line.getValue().entrySet()) {
                    out.packString(Names.joined(line.getKey().name, part.getKey()))
                            .packMapHeader(2);
                    out.packString("r").packLong(part.getValue());
                    out.packString("m").packMapHeader(0);
                }
            }
            out.packString("ob");
        });
    }

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a repetition is answered, with the outbox item at its end, which is to follow. */
    private static byte[] answer(ReserveCommand command, Reservation reservation, Packing packing) {
        return packing.bytes(out -> {
            out.packMapHeader(3);
            out.packString("hash").packString(command.bodyHash());
            out.packString("reservation").packMapHeader(7);
            out.packString("id").packString(reservation.id());
            out.packString("orderId").packString(reservation.orderId());
            out.packString("channel").packString(reservation.channel());
            out.packString("state").packString("HELD");
            out.packString("createdAt").packLong(reservation.createdAt().toEpochMilli());
            out.packString("expiresAt").packLong(reservation.expiresAt().toEpochMilli());
            out.packString("lines").packArrayHeader(reservation.lines().size());
            for (Reservation.Line line : reservation.lines()) {
                line(out, line);
            }
            out.packString("outbox");
        });
    }

    private static void line(MessagePacker out, Reservation.Line line) throws IOException {
        out.packMapHeader(7);
        out.packString("sku").packString(line.sku());
        out.packString("quantity").packLong(line.quantity());
        out.packString("shortfall").packLong(0);
        out.packString("fulfilled").packLong(0);
        out.packString("released").packLong(0);
        out.packString("remaining").packLong(line.quantity());
        out.packString("allocations").packArrayHeader(line.allocations().size());
        for (Reservation.Allocation part : line.allocations()) {
            out.packMapHeader(3);
            out.packString("sku").packString(part.sku());
            out.packString("location").packString(part.location());
            out.packString("quantity").packLong(part.quantity());
        }
    }
}
