package io.zapas.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import redis.embedded.RedisExecProvider;

/** The bundled Redis server, unpacked beside the data so that the running program can be recognised by its path. */
final class RedisBinary {
    private RedisBinary() {}

    /** Unpacks the server for this platform into the directory, once; returns its path. */
    static Path unpack(Path directory) throws IOException {
        String resource = "redis-server-" + RedisExecProvider.redisVersion + "-" + platform();
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
            Path half = Files.createTempFile(directory, "redis-server", ".part");
            Files.write(half, program);
            if (!half.toFile().setExecutable(true, true)) {
                throw new IOException("cannot make " + half + " executable");
            }
            try {
                Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return target;
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
