package io.zapas.stocksync.redis;

import io.zapas.runtime.redis.RedisScript;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The scripts every {@link Shop} runs: as they are, unless {@code MutationCheckIT} broke one on purpose. While the one with the rules is broken it decides
 * everything: the quick way, which has rules of its own, is closed. One at a time for the whole JVM.
 */
public final class MutatedScript {
    private static volatile RedisScript script = RedisStock.SCRIPT;
    private static volatile RedisScript quick = RedisStock.QUICK;

    private MutatedScript() {}

    static RedisScript current() {
        return script;
    }

    /** Null: closed. */
    static RedisScript quick() {
        return quick;
    }

    /** Shops made from now on let the script decide everything. */
    static void closeQuickWay() {
        quick = null;
    }

    /** As {@link #breakBy}, of the script that carries out what the quick way decided. */
    public static void breakQuickBy(String name, String text, String instead) {
        quick = replaced(RedisStock.QUICK, name, text, instead);
    }

    /**
     * Shops made from now on run the script with this one text replaced by another.
     *
     * @throws IllegalArgumentException when the script does not hold the text exactly once: it was rewritten, and the break must be too
     */
    public static void breakBy(String name, String text, String instead) {
        script = replaced(RedisStock.SCRIPT, name, text, instead);
        closeQuickWay();
    }

    /** Shops made from now on run the script as it is. */
    public static void restore() {
        script = RedisStock.SCRIPT;
        quick = RedisStock.QUICK;
    }

    static RedisScript replaced(RedisScript whole, String name, String text, String instead) {
        String source = whole.source();
        int at = source.indexOf(text);
        if (at < 0 || source.indexOf(text, at + 1) >= 0) {
            throw new IllegalArgumentException("'" + name + "': the script must hold exactly once, and "
                    + (at < 0 ? "never" : "repeatedly") + " holds:\n" + text);
        }
        String changed = source.substring(0, at) + instead + source.substring(at + text.length());
        return new RedisScript(whole.name() + ", " + name, changed, sha(changed));
    }

    private static String sha(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
