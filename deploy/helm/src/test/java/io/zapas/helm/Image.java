package io.zapas.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the Dockerfile makes of the files that Maven built, laid out in a directory instead of an image. */
final class Image {
    private static final Path CONTEXT = Path.of("../image").toAbsolutePath().normalize();
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) (\\S+)$");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT \\[(.*)]$");

    private final Path root;
    private final String dockerfile;

    private Image(Path root, String dockerfile) {
        this.root = root;
        this.dockerfile = dockerfile;
    }

    /** Below {@code root}, which stands for the image's root directory. */
    static Image layOut(Path root) throws IOException {
        String dockerfile = Files.readString(CONTEXT.resolve("Dockerfile"));
        Matcher copies = COPY.matcher(dockerfile);
        while (copies.find()) {
            Path to = Files.createDirectories(root.resolve(copies.group(2).substring(1)));
            try (Stream<Path> files = Files.list(CONTEXT.resolve(copies.group(1)))) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
        return new Image(root, dockerfile);
    }

    List<String> entrypoint() {
        Matcher entrypoint = ENTRYPOINT.matcher(dockerfile);
        if (!entrypoint.find()) {
            throw new AssertionError("the Dockerfile has no ENTRYPOINT");
        }
        return Stream.of(entrypoint.group(1).split(","))
                .map(word -> word.strip().replace("\"", ""))
                .map(word -> word.startsWith("/") ? root + word : word)
                .toList();
    }

    Path path(String inside) {
        return Path.of(root + inside);
    }
}
