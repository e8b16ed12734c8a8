package io.zapas.stocksync.redis;

import io.zapas.runtime.redis.RedisScript;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The script every {@link Shop} runs: as it is, unless {@code MutationCheckIT} broke it on purpose. One at a time for the whole JVM.
 */
public final class MutatedScript {
    private static volatile RedisScript script = RedisStock.SCRIPT;

    private MutatedScript() {}

    static RedisScript current() {
        return script;
    }

    /**
     * Shops made from now on run the script with this one text replaced by another.
     *
     * @throws IllegalArgumentException when the script does not hold the text exactly once: it was rewritten, and the break must be too
     */
    public static void breakBy(String name, String text, String instead) {
        script = replaced(RedisStock.SCRIPT, name, text, instead);
    }

    /** Shops made from now on run the script as it is. */
    public static void restore() {
        script = RedisStock.SCRIPT;
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
