package io.zapas.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisExecProvider;

/**
 * The Redis server to run, put beside the data so that the running program can be recognised by its path: the machine's own when it has one of the bundled
 * one's line, whose files both read, else the bundled one. The bundled one runs anywhere, with a simple memory allocator that costs it much more CPU
 * (measured in deploy/bench/PERFORMANCE.md).
 */
final class RedisBinary {
    private static final Logger log = LoggerFactory.getLogger(RedisBinary.class);
    private static final String PROGRAM = "redis-server";
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+\\.\\d+)\\.\\d+\\b");
    private static final String LINE = line(RedisExecProvider.redisVersion);
    private static final long VERSION_SECONDS = 5;

    private RedisBinary() {}

    /**
     * Puts the server into the directory, unless it is there; returns its path.
     *
     * @param searchPath where programs of the machine are found, as {@code PATH}; null: nowhere
     */
    static Path provide(Path directory, String searchPath) throws IOException {
        Optional<Path> installed = installed(searchPath);
        if (installed.isEmpty()) {
            return unpack(directory);
        }
        Path target = directory.resolve(PROGRAM + "-of-this-machine");
        byte[] program = Files.readAllBytes(installed.get());
        if (!Files.isExecutable(target) || Files.mismatch(target, installed.get()) >= 0) {
            place(program, target);
        }
        return target;
    }

    private static String line(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }

    private static Optional<Path> installed(String searchPath) {
        if (searchPath == null) {
            return Optional.empty();
        }
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(RedisBinary::isOfTheLine);
    }

    private static boolean isOfTheLine(Path program) {
        try {
            Process asked = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            asked.getOutputStream().close();
            if (!asked.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
                return false;
            }
            Matcher version =
                    VERSION.matcher(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return asked.exitValue() == 0 && version.find() && version.group(1).equals(LINE);
        } catch (IOException e) {
            log.atDebug().setCause(e).addKeyValue("program", program).log("No usable Redis of this machine");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path unpack(Path directory) throws IOException {
        String resource = PROGRAM + "-" + RedisExecProvider.redisVersion + "-" + platform();
        Path target = directory.resolve(resource);
        try (InputStream in = RedisExecProvider.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException(
                        "no bundled Redis for " + platform() + "; set ZAPAS_REDIS_URI to a Redis of your own");
            }
            byte[] program = in.readAllBytes();
            if (Files.isExecutable(target) && Files.size(target) == program.length) {
                return target;
            }
            place(program, target);
            return target;
        }
    }

    private static void place(byte[] program, Path target) throws IOException {
        Path half = Files.createTempFile(target.getParent(), PROGRAM, ".part");
        Files.write(half, program);
        if (!half.toFile().setExecutable(true, true)) {
            throw new IOException("cannot make " + half + " executable");
        }
        try {
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
        return system + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    case "x86", "i386", "i686" -> "386";
                    default -> arch;
                };
    }
}
