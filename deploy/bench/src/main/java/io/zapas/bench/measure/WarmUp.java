package io.zapas.bench.measure;

import io.zapas.bench.process.Proc;
import java.util.Locale;
import java.util.Map;

/**
 * Lets a program work until its JIT compilers have little left to do: the same number of seconds is enough on an idle machine and far too short on a busy
 * one, where they come off second best. The last of it matters: compilers that take a thirtieth still do so in bursts of 20 to 80 ms, for which requests wait.
 */
final class WarmUp {
    private static final double SHARE_OF_CPU = 0.01;
    private static final String COMPILERS = "CompilerThre";

    private WarmUp() {}

    /** Some seconds of work. */
    interface Round {
        void run() throws Exception;
    }

    /** Repeats the round until compilers take less than a hundredth of the program's CPU time, or the options' limit is over. */
    static void of(Lab lab, String name, long pid, Round round) throws Exception {
        long deadlineNanos = System.nanoTime() + lab.options().warmUp().toNanos();
        double share;
        do {
            double compilers = compilerSeconds(pid);
            double all = Proc.cpuSeconds(pid);
            round.run();
            share = Math.max(0, compilerSeconds(pid) - compilers) / Math.max(0.01, Proc.cpuSeconds(pid) - all);
        } while (share > SHARE_OF_CPU && System.nanoTime() - deadlineNanos < 0);
        lab.say(String.format(
                Locale.ROOT, "%s is warm: compilers took %.0f %% of its last CPU time", name, 100 * share));
    }

    private static double compilerSeconds(long pid) {
        return Proc.cpuByThread(pid).entrySet().stream()
                .filter(entry -> entry.getKey().contains(COMPILERS))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
