package io.zapas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A directory that one process at a time may use. The lock belongs to the process: it is gone when the process dies, however it dies.
 * The lock file stays.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "in-use.lock";
    private static final String NAME_FILE = "instance-name";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the directory if needed and takes it; throws {@link DirectoryInUseException} when somebody else has it. */
    public static DataDirectory take(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        FileChannel channel = null;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new DirectoryInUseException(path);
            }
            return new DataDirectory(path, channel);
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            throw new DirectoryInUseException(path);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new UncheckedIOException("cannot use the directory " + path + ": " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * A name for whoever uses this directory, another one for each directory: made when it is asked for first, and the same ever after. A copy of the directory has it,
     * too.
     */
    public String name() {
        Path file = path.resolve(NAME_FILE);
        try {
            if (Files.exists(file)) {
                String name = Files.readString(file).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
            String name = UUID.randomUUID().toString();
            // Whole or not at all: with half a name it would be somebody else after a crash.
            Path draft = path.resolve(NAME_FILE + ".new");
            Files.writeString(draft, name);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the directory " + path + ": " + e.getMessage(), e);
        }
    }

    /** Lets the directory go; its files stay. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
