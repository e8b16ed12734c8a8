package io.zapas.stocksync.erp;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Locations;
import io.zapas.stocksync.erp.rows.Mapping;
import io.zapas.stocksync.erp.rows.Mode;
import io.zapas.stocksync.erp.rows.Optima;
import io.zapas.stocksync.erp.rows.SubiektGt;
import io.zapas.stocksync.erp.rows.SubiektNexo;
import io.zapas.stocksync.erp.rows.Wapro;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Configuration keys of reading an ERP's tables. */
public final class ErpConfig {
    /** A topic's name leaves room for {@code .dlq}. */
    private static final String TOPIC = "[a-zA-Z0-9._-]{1,200}";

    private static final int MAX_LOCATION_LENGTH = 128;
    private static final int MAX_SCALE = 12;
    private static final int MAX_GENERATION = 1_000_000;

    private static final String GT = "subiekt-gt";
    private static final String NEXO = "subiekt-nexo";
    private static final String OPTIMA = "optima";
    private static final String WAPRO = "wapro";

    private static final ConfigKey<String> SYSTEM = oneOf(
            "erp.cdc.system",
            null,
            "ERP whose tables are read by Debezium's topics: subiekt-gt, subiekt-nexo, optima or wapro; none: no tables are read",
            Map.of(GT, GT, NEXO, NEXO, OPTIMA, OPTIMA, WAPRO, WAPRO));

    private static final ConfigKey<Set<String>> TOPICS = new ConfigKey<>(
            "erp.cdc.topics",
            "topics with the changes of the ERP's tables, as Debezium calls them, such as erp.SKLEP.dbo.tw_Stan,erp.SKLEP.dbo.tw__Towar; the namespace is not put before them",
            "",
            false,
            text -> names(text, topic -> topic.matches(TOPIC), "must be a list of topics"));

    private static final ConfigKey<Map<String, String>> LOCATIONS = new ConfigKey<>(
            "erp.cdc.locations",
            "our location by the warehouse's number or symbol, such as 1=MAG,S2=SHOP; one that is not listed keeps its symbol if the warehouses' table is among the topics, else its number; two of one location are added up",
            "",
            false,
            ErpConfig::locations);

    private static final ConfigKey<Set<String>> IGNORED = new ConfigKey<>(
            "erp.cdc.ignored-locations",
            "numbers or symbols of warehouses that are left out, such as 7,REK",
            "",
            false,
            text -> names(text, name -> true, "must be a list such as 7,REK"));

    private static final ConfigKey<Basis> BASIS = oneOf(
            "erp.cdc.basis",
            "physical",
            "what is told: physical (units on the shelf), net (less the ERP's reservations, if it knows all orders of all channels), available (the same, if it knows reservations without an order,"
                    + " too), or unreserved (less the ERP's reservations, which are for buyers of no channel of ours)",
            Map.of(
                    "physical",
                    Basis.PHYSICAL,
                    "net",
                    Basis.NET,
                    "available",
                    Basis.AVAILABLE,
                    "unreserved",
                    Basis.UNRESERVED));

    private static final ConfigKey<String> SKU = oneOf(
            "erp.cdc.sku",
            null,
            "wapro: which name of an article is the SKU: catalogue (INDEKS_KATALOGOWY), trade (INDEKS_HANDLOWY) or barcode (KOD_KRESKOWY)",
            Map.of("catalogue", "INDEKS_KATALOGOWY", "trade", "INDEKS_HANDLOWY", "barcode", "KOD_KRESKOWY"));

    private static final ConfigKey<Optima.StockTable> OPTIMA_TABLE = oneOf(
            "erp.cdc.optima-table",
            null,
            "optima: table that tells levels: lots (CDN.TwrZasoby, sum of lots) or days (CDN.TwrIlosci, newest day)",
            Map.of("lots", Optima.StockTable.LOTS, "days", Optima.StockTable.DAYS));

    private static final ConfigKey<Boolean> NEXO_AVAILABLE = oneOf(
            "erp.cdc.nexo-available",
            null,
            "subiekt-nexo: whether IloscDostepna is gross (all units) or net (what is left after reservations); compare a product that has some",
            Map.of("gross", false, "net", true));

    private static final ConfigKey<Integer> SCALE = ConfigKey.integer(
            "erp.cdc.scale", 4, 0, MAX_SCALE, "decimals of numbers that come as bytes without a schema; MONEY has 4");

    private static final ConfigKey<Boolean> PRODUCTS = ConfigKey.flag(
            "erp.cdc.products",
            false,
            "whether products' names and barcodes are told, too; that replaces all that is known of a product, so only if nobody else tells products");

    private static final ConfigKey<Integer> GENERATION = ConfigKey.integer(
            "erp.cdc.generation",
            1,
            1,
            MAX_GENERATION,
            "one more after the ERP's database was restored from a backup: its log counts anew, and what was read before no longer counts as newer");

    private ErpConfig() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(
                SYSTEM,
                TOPICS,
                LOCATIONS,
                IGNORED,
                BASIS,
                SKU,
                OPTIMA_TABLE,
                NEXO_AVAILABLE,
                SCALE,
                PRODUCTS,
                GENERATION);
    }

    /** Topics with an ERP's changes; none: no tables are read. */
    public static Set<String> topics(Config config) {
        return settings(config).map(ErpSettings::topics).orElse(Set.of());
    }

    /**
     * Empty: no tables are read.
     *
     * @throws IllegalArgumentException what is configured does not fit together
     */
    static Optional<ErpSettings> settings(Config config) {
        Set<String> topics = config.get(TOPICS);
        String system = config.find(SYSTEM).orElse(null);
        if (system == null) {
            refuse(!topics.isEmpty(), TOPICS, "needs " + SYSTEM.name());
            onlyFor(config, SKU, system, WAPRO);
            onlyFor(config, OPTIMA_TABLE, system, OPTIMA);
            onlyFor(config, NEXO_AVAILABLE, system, NEXO);
            return Optional.empty();
        }
        refuse(topics.isEmpty(), SYSTEM, "needs " + TOPICS.name());
        Mapping mapping = mapping(config, system);
        Basis basis = config.get(BASIS);
        refuse(
                basis.lessReserved() && mapping.mode() == Mode.SUM_OF_LOTS,
                BASIS,
                "must be physical with " + OPTIMA_TABLE.name() + " lots, which know no reservations");
        return Optional.of(new ErpSettings(
                "/erp/" + system,
                mapping,
                topics,
                basis,
                new Locations(config.get(LOCATIONS), config.get(IGNORED), tellsSymbols(mapping, topics)),
                config.get(SCALE),
                config.get(GENERATION),
                config.get(PRODUCTS),
                config.get(RuntimeKeys.ZONE)));
    }

    private static Mapping mapping(Config config, String system) {
        onlyFor(config, SKU, system, WAPRO);
        onlyFor(config, OPTIMA_TABLE, system, OPTIMA);
        onlyFor(config, NEXO_AVAILABLE, system, NEXO);
        return switch (system) {
            case GT -> new SubiektGt();
            case NEXO -> new SubiektNexo(neededBy(config, NEXO_AVAILABLE, system));
            case OPTIMA -> new Optima(neededBy(config, OPTIMA_TABLE, system));
            default -> new Wapro(neededBy(config, SKU, system));
        };
    }

    private static boolean tellsSymbols(Mapping mapping, Set<String> topics) {
        String warehouses = mapping.tables().warehouses();
        if (warehouses == null) {
            return false;
        }
        String table = warehouses.substring(warehouses.indexOf('.') + 1);
        return topics.stream().anyMatch(topic -> topic.equals(table) || topic.endsWith("." + table));
    }

    private static <T> T neededBy(Config config, ConfigKey<T> key, String system) {
        return config.find(key)
                .orElseThrow(() -> new IllegalArgumentException(key.name() + " (" + key.variable() + ") is needed with "
                        + SYSTEM.name() + " " + system + ": " + key.help()));
    }

    private static void onlyFor(Config config, ConfigKey<?> key, String system, String owner) {
        refuse(!owner.equals(system) && config.find(key).isPresent(), key, "is for " + SYSTEM.name() + " " + owner);
    }

    private static void refuse(boolean wrong, ConfigKey<?> key, String why) {
        if (wrong) {
            throw new IllegalArgumentException(key.name() + " (" + key.variable() + ") " + why);
        }
    }

    private static <T> ConfigKey<T> oneOf(String name, String defaultText, String help, Map<String, T> values) {
        return new ConfigKey<>(name, help, defaultText, false, text -> {
            T value = values.get(text.strip());
            if (value == null) {
                throw new IllegalArgumentException("must be one of "
                        + String.join(", ", values.keySet().stream().sorted().toList()));
            }
            return value;
        });
    }

    private static Set<String> names(String text, Function<String, Boolean> fits, String rule) {
        Set<String> names = new LinkedHashSet<>();
        for (String element : text.split(",")) {
            String name = element.strip();
            if (name.isEmpty()) {
                continue;
            }
            if (!fits.apply(name)) {
                throw new IllegalArgumentException(rule + ", was \"" + name + "\"");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("names " + name + " twice");
            }
        }
        return names;
    }

    private static Map<String, String> locations(String text) {
        Map<String, String> locations = new LinkedHashMap<>();
        for (String element : text.split(",")) {
            if (element.isBlank()) {
                continue;
            }
            int divider = element.indexOf('=');
            String warehouse = divider < 0 ? "" : element.substring(0, divider).strip();
            String location = element.substring(divider + 1).strip();
            if (warehouse.isEmpty()
                    || location.isEmpty()
                    || location.codePointCount(0, location.length()) > MAX_LOCATION_LENGTH
                    || location.codePoints().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("must be a list such as 1=MAG,S2=SHOP");
            }
            if (locations.put(warehouse, location) != null) {
                throw new IllegalArgumentException("names " + warehouse + " twice");
            }
        }
        return locations;
    }
}
