package io.zapas.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {
    @TempDir
    Path folder;

    private Path machine;
    private Path data;

    @BeforeEach
    void folders() throws IOException {
        machine = Files.createDirectory(folder.resolve("machine"));
        data = Files.createDirectory(folder.resolve("data"));
    }

    private Path installed(String answer) throws IOException {
        Path program = machine.resolve("redis-server");
        Files.writeString(program, "#!/bin/sh\n" + answer + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return RedisBinary.provide(data, "/nowhere:" + machine);
    }

    @Test
    void takesTheMachinesOwnOfTheSameLine() throws IOException {
        Path taken = installed("echo 'Redis server v=7.0.3 sha=0 malloc=jemalloc-5.3.0 bits=64'");
        assertThat(taken).hasParent(data).hasSameBinaryContentAs(machine.resolve("redis-server"));
        assertThat(taken).isExecutable();
        // Brought up to date by the machine's package manager.
        assertThat(installed("echo 'Redis server v=7.0.15 sha=0'"))
                .isEqualTo(taken)
                .hasSameBinaryContentAs(machine.resolve("redis-server"));
    }

    @Test
    void elseTheBundledOne() throws IOException {
        for (String answer : new String[] {
            "echo 'Redis server v=6.2.1 sha=0'", "echo 'Redis server v=7.2.4 sha=0'", "exit 1", "echo hello"
        }) {
            assertThat(installed(answer).getFileName().toString()).as(answer).startsWith("redis-server-7.0.");
        }
        assertThat(RedisBinary.provide(data, null).getFileName().toString()).startsWith("redis-server-7.0.");
    }
}
