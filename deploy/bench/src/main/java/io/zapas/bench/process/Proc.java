package io.zapas.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux tells of processes below {@code /proc}: CPU time, memory, load. Safe on every thread. */
public final class Proc {
    /** USER_HZ, which Linux fixes for its ABI. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    /** Stands for threads that end while they are asked: what they used is not told any more. */
    private static final String ENDED = "(ended)";

    private Proc() {}

    /** CPU seconds the processes have used so far, user and system. */
    public static double cpuSeconds(long... pids) {
        double sum = 0;
        for (long pid : pids) {
            sum += cpuOf(Path.of("/proc/" + pid + "/stat"));
        }
        return sum;
    }

    /** CPU seconds so far per thread name, numbers in names left out so that pools are one. */
    public static Map<String, Double> cpuByThread(long pid) {
        Map<String, Double> byName = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            tasks.forEach(task -> addThread(task, byName));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return byName;
    }

    private static void addThread(Path task, Map<String, Double> byName) {
        try {
            String name = Files.readString(task.resolve("comm")).strip().replaceAll("[-#]?\\d+", "");
            byName.merge(name, cpuOf(task.resolve("stat")), Double::sum);
        } catch (IOException | UncheckedIOException e) {
            byName.merge(ENDED, 0.0, Double::sum);
        }
    }

    /** Resident memory of the process in bytes. */
    public static long residentBytes(long pid) {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:") * 1024;
    }

    /** Memory of the machine in bytes. */
    public static long memoryBytes() {
        return kilobytes(Path.of("/proc/meminfo"), "MemTotal:") * 1024;
    }

    /** Runnable processes on average of the last 1, 5 and 15 minutes, as the system prints them. */
    public static String load() {
        String[] fields = read(Path.of("/proc/loadavg")).split(" ");
        return fields[0] + " " + fields[1] + " " + fields[2];
    }

    /** Arguments of the process. */
    public static List<String> commandLine(long pid) {
        return List.of(read(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
    }

    private static double cpuOf(Path stat) {
        String line = read(stat);
        // The second field is the name in brackets, which may contain blanks.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    private static long kilobytes(Path file, String name) {
        for (String line : read(file).split("\n")) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no " + name + " in " + file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
