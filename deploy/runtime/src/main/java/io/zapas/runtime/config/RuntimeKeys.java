package io.zapas.runtime.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** The keys every process understands, whatever services it hosts. */
public final class RuntimeKeys {
    public static final ConfigKey<String> HTTP_HOST =
            ConfigKey.text("http.host", "127.0.0.1", "Address to listen on; anything but loopback needs api.keys");
    public static final ConfigKey<Integer> HTTP_PORT =
            ConfigKey.integer("http.port", 8080, 0, 65535, "Port to listen on");
    public static final ConfigKey<String> KAFKA_BOOTSTRAP =
            ConfigKey.text("kafka.bootstrap", null, "Kafka to use; the suite brings its own when absent");
    public static final ConfigKey<Integer> KAFKA_PORT =
            ConfigKey.integer("kafka.port", 9092, 0, 65535, "Port of the suite's own broker (loopback)");
    public static final ConfigKey<Integer> KAFKA_PARTITIONS =
            ConfigKey.integer("kafka.partitions", 4, 1, 1000, "Partitions of topics that are created");
    public static final ConfigKey<Integer> KAFKA_REPLICATION =
            ConfigKey.integer("kafka.replication", 1, 1, 9, "Replication factor of topics that are created");
    public static final ConfigKey<Duration> KAFKA_RETENTION = ConfigKey.duration(
            "kafka.retention", "400d", "How long topics that are created keep records, unless they are compacted");
    public static final ConfigKey<String> KAFKA_GROUP_PROTOCOL = new ConfigKey<>(
            "kafka.group-protocol", "Consumer group protocol: classic or consumer", "classic", false, text -> {
                if (!text.equals("classic") && !text.equals("consumer")) {
                    throw new IllegalArgumentException("must be classic or consumer");
                }
                return text;
            });
    public static final ConfigKey<String> KAFKA_INSTANCE = ConfigKey.text(
            "kafka.instance",
            null,
            "Stable name of this process in its consumer groups, no other one's; after a crash it takes its old place at once. Default: a name of the data directory's");
    public static final ConfigKey<String> REDIS_URI = ConfigKey.secret(
            "redis.uri", "Redis to use (redis://, rediss://, redis-sentinel://, or cluster nodes separated by commas)");
    public static final ConfigKey<String> NAMESPACE = new ConfigKey<>(
            "namespace", "Keeps several shops apart on shared infrastructure", "zapas", false, RuntimeKeys::namespace);
    public static final ConfigKey<String> DATA_DIR =
            ConfigKey.text("data.dir", "./.zapas", "Where the suite keeps everything");
    public static final ConfigKey<String> LOCALE =
            new ConfigKey<>("locale", "Language of notices: pl or en", "pl", false, text -> {
                if (!text.equals("pl") && !text.equals("en")) {
                    throw new IllegalArgumentException("must be pl or en");
                }
                return text;
            });
    public static final ConfigKey<ZoneId> ZONE =
            ConfigKey.zone("zone", "Europe/Warsaw", "Time zone of days and notices");
    public static final ConfigKey<String> API_KEYS =
            ConfigKey.text("api.keys", null, "YAML file with hashed keys and their scopes");
    public static final ConfigKey<String> JWT_KEYS = ConfigKey.text(
            "jwt.keys",
            null,
            "Public keys (JWKS) of who issues tokens: a file or an https address; without it tokens are not taken");
    public static final ConfigKey<String> JWT_ISSUER =
            ConfigKey.text("jwt.issuer", null, "Who issues tokens (claim iss); needed with jwt.keys");
    public static final ConfigKey<String> JWT_AUDIENCE =
            ConfigKey.text("jwt.audience", "zapas", "Whom tokens must be for (claim aud)");

    private RuntimeKeys() {}

    /** All of them. */
    public static List<ConfigKey<?>> all() {
        return List.of(
                HTTP_HOST,
                HTTP_PORT,
                KAFKA_BOOTSTRAP,
                KAFKA_PORT,
                KAFKA_PARTITIONS,
                KAFKA_REPLICATION,
                KAFKA_RETENTION,
                KAFKA_GROUP_PROTOCOL,
                KAFKA_INSTANCE,
                REDIS_URI,
                NAMESPACE,
                DATA_DIR,
                LOCALE,
                ZONE,
                API_KEYS,
                JWT_KEYS,
                JWT_ISSUER,
                JWT_AUDIENCE);
    }

    private static String namespace(String text) {
        if (!text.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("must be 1 to 40 of a-z, 0-9 and -");
        }
        return text;
    }
}
