package io.zapas.demo.shop;

import io.zapas.demo.shop.Article.Role;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Everything the sample shop sells, the same for the same seed. Immutable. */
final class Catalogue {
    static final List<String> CHANNELS = List.of("shop", "allegro", "amazon", "empik");
    static final String CURRENCY = "PLN";

    /** Units of a mean order: most customers buy one piece of one thing. */
    static final double UNITS_PER_ORDER = Trade.MEAN_LINES * Trade.MEAN_QUANTITY;

    private static final double SECONDS_A_DAY = 86_400;
    private static final int SLOW_ARTICLES = 30;
    private static final List<Supplier> SUPPLIERS = List.of(
            new Supplier("Światło i Dom Hurt", 7, 0.45),
            new Supplier("Kabel-Styk Dystrybucja", 5, 0.50),
            new Supplier("Ceramika Bolesna Polana", 12, 0.48),
            new Supplier("Kuchnia Wokół Hurtownia", 9, 0.52),
            new Supplier("Tkalnia Pod Lipą", 14, 0.47),
            new Supplier("Dobry Kąt Dekoracje", 10, 0.45),
            new Supplier("Czysto i Już", 4, 0.60),
            new Supplier("Zielony Zakątek Hurt", 6, 0.50),
            new Supplier("Ogród Trzech Pór", 8, 0.55),
            new Supplier("Majster Bis Narzędzia", 11, 0.58),
            new Supplier("Chemia Budowlana Kleks", 5, 0.55),
            new Supplier("Papier i Tusz", 6, 0.50),
            new Supplier("Zabawki z Podwórka", 15, 0.46),
            new Supplier("Łapa i Ogon", 9, 0.52));
    private static final List<String> BUYERS =
            List.of("Anna Kowalczyk", "Piotr Zieliński", "Magda Lewandowska", "Tomasz Wróbel", "Ewa Szymańska");
    private static final long[] MULTIPLES = {1, 6, 10, 12, 24};
    private static final Map<Integer, Role> ROLES = roles();
    private static final String[][] KITS = {
        {"Zestaw do podlewania ogrodu", "Konewka 5 l", "Wąż ogrodowy zbrojony 15 m"},
        {"Zestaw młodego majsterkowicza", "Młotek ślusarski 300 g", "Taśma miernicza 3 m", "Poziomica 40 cm"},
        {"Zestaw śniadaniowy dla dwojga", "Kubek ceramiczny 350 ml z kotem*2", "Deska do krojenia bambusowa"},
        {"Wyprawka na nowe mieszkanie", "Garnek emaliowany z pokrywką 2 l", "Patelnia granitowa 24 cm", "Ściereczki"},
        {"Spokojny wieczór", "Koc z mikrofibry 130 x 170", "Świeca sojowa 120 g*2"},
        {"Biurko pierwszaka", "Zeszyt A5 w kratkę*5", "Długopis żelowy 3 szt.", "Segregator A4 5 cm"},
    };

    private final List<Article> articles;
    private final Map<String, Article> bySku = new LinkedHashMap<>();

    private record Supplier(String name, int leadDays, double costShare) {}

    private Catalogue(List<Article> articles) {
        this.articles = List.copyOf(articles);
        articles.forEach(article -> bySku.put(article.sku(), article));
    }

    /** @param ordersPerSecond decides how much of each article is sold a day */
    static Catalogue make(long seed, double ordersPerSecond) {
        Random random = new Random(seed);
        List<Assortment.Item> items = Assortment.items();
        List<Integer> ranks = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            ranks.add(i);
        }
        Collections.shuffle(ranks, random);
        double[] daily = volumes(items.size(), ordersPerSecond, random);
        List<Article> articles = new ArrayList<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Assortment.Item item = items.get(i);
            int number = numbers.merge(item.department(), 1, Integer::sum);
            String sku = String.format(Locale.ROOT, "%s-%03d", item.department(), number);
            articles.add(article(sku, item, ranks.get(i), daily[ranks.get(i)], random));
        }
        addKits(articles, random);
        return new Catalogue(articles);
    }

    /** Kits come last. */
    List<Article> articles() {
        return articles;
    }

    Article bySku(String sku) {
        return bySku.get(sku);
    }

    List<Article> kits() {
        return articles.stream().filter(Article::kit).toList();
    }

    List<Article> goods() {
        return articles.stream().filter(article -> !article.kit()).toList();
    }

    List<Article> withRole(Role role) {
        return articles.stream().filter(article -> article.role() == role).toList();
    }

    private static Map<Integer, Role> roles() {
        Map<Integer, Role> roles = new LinkedHashMap<>();
        roles.put(12, Role.SELLS_OUT);
        for (int rank : new int[] {6, 15, 27, 44, 71, 110}) {
            roles.put(rank, Role.SHORT);
        }
        for (int rank : new int[] {9, 20, 33}) {
            roles.put(rank, Role.CAMPAIGN);
        }
        for (int rank : new int[] {18, 40, 60}) {
            roles.put(rank, Role.STUCK);
        }
        roles.put(150, Role.DISCONTINUED);
        return roles;
    }

    /** Units a day by rank: a Pareto curve whose sum is what the shop trades, and a tail that hardly sells. */
    private static double[] volumes(int count, double ordersPerSecond, Random random) {
        double total = ordersPerSecond * UNITS_PER_ORDER * (1 - Trade.LOST_SHARE) * SECONDS_A_DAY;
        double[] volumes = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            boolean slow = rank >= count - SLOW_ARTICLES;
            volumes[rank] = slow ? 0 : 1.0 / (rank + 5);
            sum += volumes[rank];
        }
        for (int rank = 0; rank < count; rank++) {
            volumes[rank] = volumes[rank] == 0 ? 0.2 + 0.7 * random.nextDouble() : volumes[rank] * total / sum;
        }
        return volumes;
    }

    private static Article article(String sku, Assortment.Item item, int rank, double daily, Random random) {
        Role role = daily < 1 ? Role.SLOW : ROLES.getOrDefault(rank, Role.STEADY);
        Supplier supplier = SUPPLIERS.get(item.supplier());
        long multiple = MULTIPLES[random.nextInt(MULTIPLES.length)];
        BigDecimal cost =
                item.price().multiply(BigDecimal.valueOf(supplier.costShare())).setScale(2, RoundingMode.HALF_UP);
        Product product = new Product(
                sku,
                item.name(),
                Ean13.inStore(Math.floorMod(random.nextLong(), 10_000_000_000L)),
                supplier.name(),
                (double) supplier.leadDays(),
                Math.max(1, supplier.leadDays() / 5.0),
                cost,
                item.price(),
                CURRENCY,
                multiple * (1 + random.nextInt(4)),
                multiple,
                BUYERS.get(item.supplier() % BUYERS.size()),
                null,
                rules(role, rank),
                null,
                role == Role.DISCONTINUED);
        return new Article(product, daily, offers(sku, random), role);
    }

    /** Some articles keep units back from a marketplace. */
    private static Map<String, ChannelRule> rules(Role role, int rank) {
        if (role != Role.STEADY) {
            return Map.of();
        }
        return switch (rank % 25) {
            case 3 -> Map.of("amazon", new ChannelRule(null, 50, null, null));
            case 11 -> Map.of("empik", new ChannelRule(null, null, 200L, null));
            case 19 -> Map.of("allegro", new ChannelRule(5L, null, null, null));
            default -> Map.of();
        };
    }

    private static Map<String, String> offers(String sku, Random random) {
        Map<String, String> offers = new LinkedHashMap<>();
        offers.put("shop", sku.toLowerCase(Locale.ROOT));
        offers.put("allegro", Long.toString(15_000_000_000L + random.nextInt(1_000_000_000)));
        if (random.nextInt(100) < 70) {
            offers.put("amazon", String.format(Locale.ROOT, "B0%08X", random.nextInt() & 0xffff_ffffL));
        }
        if (random.nextInt(100) < 55) {
            offers.put("empik", "p" + (1_400_000_000L + random.nextInt(99_999_999)));
        }
        return offers;
    }

    private static void addKits(List<Article> articles, Random random) {
        for (int i = 0; i < KITS.length; i++) {
            String sku = String.format(Locale.ROOT, "ZE-%03d", i + 1);
            List<KitComponent> parts = new ArrayList<>();
            BigDecimal price = BigDecimal.ZERO;
            String owner = null;
            for (int p = 1; p < KITS[i].length; p++) {
                String[] part = KITS[i][p].split("\\*");
                long quantity = part.length > 1 ? Long.parseLong(part[1]) : 1;
                Product component = named(articles, part[0]);
                parts.add(new KitComponent(component.sku(), quantity));
                price = price.add(component.price().multiply(BigDecimal.valueOf(quantity)));
                owner = component.owner();
            }
            BigDecimal kitPrice = price.multiply(new BigDecimal("0.9"))
                    .setScale(0, RoundingMode.DOWN)
                    .setScale(2);
            Product kit = new Product(
                    sku,
                    KITS[i][0],
                    Ean13.inStore(9_000_000_000L + i),
                    null,
                    null,
                    null,
                    null,
                    kitPrice,
                    CURRENCY,
                    null,
                    null,
                    owner,
                    null,
                    null,
                    parts,
                    false);
            articles.add(new Article(kit, 40, offers(sku, random), Role.STEADY));
        }
    }

    private static Product named(List<Article> articles, String beginning) {
        return articles.stream()
                .map(Article::product)
                .filter(product -> product.name().startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no article is named " + beginning));
    }
}
