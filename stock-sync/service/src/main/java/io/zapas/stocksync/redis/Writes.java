package io.zapas.stocksync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes in the order they were made, as the few large commands that leave the same behind: of each value, field and member the newest write, plain values
 * joined, and all of one hash or sorted set. They may be left out and joined because each is absolute (10-work.lua). Keys, fields and members are bytes, each of
 * them one character of their text here. Confined to one thread.
 */
final class Writes {
    /** Of one command: Lua's stack takes no more arguments at once. */
    private static final int MOST_ARGUMENTS = 2_000;

    private static final byte[] PXAT = bytes("PXAT");

    private enum Kind {
        TEXT,
        HASH,
        SORTED_SET
    }

    /** What is written to one key. */
    private static final class Target {
        /** Whatever stood there goes first. */
        private boolean cleared;
        /** Null: nothing else. */
        private Kind kind;
        /** Of a text; null: that which stands there. */
        private byte[] value;
        /** When it ends; null: as before, or never when it has a value. */
        private byte[] ends;
        /** It does not end, whatever its end was. */
        private boolean lasting;
        /** Of a hash: values by field; of a sorted set: scores by member; null: goes. */
        private Map<String, byte[]> content;
    }

    private final Map<String, Target> targets = new LinkedHashMap<>();

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param ends epoch milliseconds; null: never */
    void set(byte[] key, byte[] value, byte[] ends) {
        Target target = target(text(key), Kind.TEXT);
        target.value = value;
        target.ends = ends;
        target.lasting = false;
    }

    void hset(String key, byte[] field, byte[] value) {
        target(key, Kind.HASH).content.put(text(field), value);
    }

    void zadd(String key, byte[] score, byte[] member) {
        target(key, Kind.SORTED_SET).content.put(text(member), score);
    }

    /** A command and its arguments. Throws {@link IllegalStateException} when it is none that the script writes. */
    void command(List<byte[]> command) {
        String key = text(command.get(1));
        int size = command.size();
        switch (text(command.get(0))) {
            case "MSET" -> {
                for (int i = 1; i < size; i += 2) {
                    set(command.get(i), command.get(i + 1), null);
                }
            }
            case "SET" -> {
                if (size != 3 && !(size == 5 && text(command.get(3)).equals("PXAT"))) {
                    throw unknown(command);
                }
                set(command.get(1), command.get(2), size == 3 ? null : command.get(4));
            }
            case "PEXPIREAT" -> ends(key, command.get(2));
            case "PERSIST" -> ends(key, null);
            case "HSET" -> {
                for (int i = 2; i < size; i += 2) {
                    hset(key, command.get(i), command.get(i + 1));
                }
            }
            case "ZADD" -> {
                for (int i = 2; i < size; i += 2) {
                    zadd(key, command.get(i), command.get(i + 1));
                }
            }
            case "HDEL" -> go(target(key, Kind.HASH), command);
            case "ZREM" -> go(target(key, Kind.SORTED_SET), command);
            case "DEL" -> {
                for (int i = 1; i < size; i++) {
                    Target target = new Target();
                    target.cleared = true;
                    targets.put(text(command.get(i)), target);
                }
            }
            default -> throw unknown(command);
        }
    }

    private static IllegalStateException unknown(List<byte[]> command) {
        return new IllegalStateException("the journal holds an unknown command: " + text(command.get(0)));
    }

    private Target target(String key, Kind kind) {
        Target target = targets.computeIfAbsent(key, absent -> new Target());
        if (target.kind != kind) {
            if (target.kind != null) {
                throw new IllegalStateException(
                        "the journal holds writes to '" + key + "' as " + target.kind + " and " + kind);
            }
            target.kind = kind;
            target.content = kind == Kind.TEXT ? null : new LinkedHashMap<>(4);
        }
        return target;
    }

    private void ends(String key, byte[] ends) {
        Target target = target(key, Kind.TEXT);
        target.ends = ends;
        target.lasting = ends == null;
    }

    private static void go(Target target, List<byte[]> command) {
        for (byte[] name : command.subList(2, command.size())) {
            target.content.put(text(name), null);
        }
    }

    /**
     * Arguments of {@code restore} (store.lua). The order of the commands does not matter but for this: what goes goes first.
     */
    List<byte[]> arguments() {
        List<byte[]> arguments = new ArrayList<>();
        Joined del = new Joined("DEL");
        Joined mset = new Joined("MSET");
        Alike alike = new Alike();
        targets.forEach((key, target) -> {
            if (target.cleared) {
                del.add(bytes(key));
            }
            if (target.kind == Kind.TEXT) {
                text(bytes(key), target, mset, alike);
            } else if (target.kind != null) {
                content(bytes(key), target, alike);
            }
        });
        Alike first = new Alike();
        del.end(first);
        first.into(arguments);
        mset.end(alike);
        alike.into(arguments);
        return arguments;
    }

    private static void text(byte[] key, Target target, Joined mset, Alike alike) {
        if (target.value != null && target.ends == null) {
            mset.add(key, target.value);
        } else if (target.value != null) {
            alike.add("SET", List.of(key, target.value, PXAT, target.ends));
        } else if (target.ends != null) {
            alike.add("PEXPIREAT", List.of(key, target.ends));
        } else if (target.lasting) {
            alike.add("PERSIST", List.of(key));
        }
    }

    private static void content(byte[] key, Target target, Alike alike) {
        boolean hash = target.kind == Kind.HASH;
        Joined added = new Joined(hash ? "HSET" : "ZADD", key);
        Joined gone = new Joined(hash ? "HDEL" : "ZREM", key);
        target.content.forEach((name, value) -> {
            if (value == null) {
                gone.add(bytes(name));
            } else if (hash) {
                added.add(bytes(name), value);
            } else {
                added.add(value, bytes(name));
            }
        });
        added.end(alike);
        gone.end(alike);
    }

    /** One command, or several where it would be too long. */
    private static final class Joined {
        private final String name;
        private final List<byte[]> begin;
        private final List<List<byte[]>> commands = new ArrayList<>();

        Joined(String name, byte[]... begin) {
            this.name = name;
            this.begin = List.of(begin);
        }

        void add(byte[]... arguments) {
            if (commands.isEmpty() || newest().size() + arguments.length > MOST_ARGUMENTS) {
                commands.add(new ArrayList<>(begin));
            }
            newest().addAll(Arrays.asList(arguments));
        }

        private List<byte[]> newest() {
            return commands.get(commands.size() - 1);
        }

        void end(Alike alike) {
            commands.forEach(command -> alike.add(name, command));
        }
    }

    /** Commands by name and number of arguments. */
    static final class Alike {
        private record Form(String name, int size) {}

        private final Map<Form, List<byte[]>> commands = new LinkedHashMap<>();

        void add(String name, List<byte[]> arguments) {
            commands.computeIfAbsent(new Form(name, arguments.size()), absent -> new ArrayList<>())
                    .addAll(arguments);
        }

        void into(List<byte[]> all) {
            commands.forEach((form, arguments) -> {
                all.add(bytes(form.name));
                all.add(bytes(Integer.toString(form.size)));
                all.add(bytes(Integer.toString(arguments.size() / form.size)));
                all.addAll(arguments);
            });
        }
    }
}
