package io.zapas.runtime.http;

import io.zapas.runtime.http.Access.Caller;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Callers by key: {@code keys: [{id, hash, scopes, channel?}]}, hash = SHA-256 of the key in hex; the key itself is never stored. Keys are long and random, so a plain fast
 * hash is enough; looking the hash up reveals nothing about the key by its timing. Immutable.
 */
final class KeysFile {
    /** By hash. */
    private final Map<String, Caller> callers;

    private KeysFile(Map<String, Caller> callers) {
        this.callers = callers;
    }

    /** Throws {@link IllegalArgumentException} with what is wrong. */
    static KeysFile read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            if (!(root instanceof Map<?, ?> map) || !(map.get("keys") instanceof List<?> keys) || keys.isEmpty()) {
                throw new IllegalArgumentException(file + " must hold a list named keys");
            }
            Map<String, Caller> callers = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                addKey(callers, keys.get(i), file + ": keys[" + i + "]");
            }
            return new KeysFile(Map.copyOf(callers));
        } catch (IOException | YAMLException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Who has this key; null: nobody. */
    Caller caller(String key) {
        return callers.get(hash(key));
    }

    private static void addKey(Map<String, Caller> callers, Object entry, String at) {
        if (!(entry instanceof Map<?, ?> key)) {
            throw new IllegalArgumentException(at + " must be an object");
        }
        if (!(key.get("id") instanceof String id) || id.isBlank()) {
            throw new IllegalArgumentException(at + ".id is required");
        }
        String hash = String.valueOf(key.get("hash")).toLowerCase(Locale.ROOT);
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(at + ".hash must be the SHA-256 of the key in hex");
        }
        Set<String> scopes = new TreeSet<>();
        if (key.get("scopes") instanceof List<?> list) {
            list.forEach(scope -> scopes.add(String.valueOf(scope)));
        }
        if (scopes.isEmpty() || !Access.SCOPES.containsAll(scopes)) {
            throw new IllegalArgumentException(at + ".scopes must be some of " + new TreeSet<>(Access.SCOPES));
        }
        if (callers.put(hash, new Caller(id, scopes, (String) key.get("channel"))) != null) {
            throw new IllegalArgumentException(at + ".hash is there twice");
        }
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
