package io.zapas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void itsNameStaysAndNoOtherDirectoryHasIt() {
        String name;
        try (DataDirectory first = DataDirectory.take(parent.resolve("a"))) {
            name = first.name();
            // What Kafka takes as the name of a group's member.
            assertThat(name).matches("[a-zA-Z0-9._-]{1,200}").isEqualTo(first.name());
        }
        try (DataDirectory again = DataDirectory.take(parent.resolve("a"));
                DataDirectory other = DataDirectory.take(parent.resolve("b"))) {
            assertThat(again.name()).isEqualTo(name);
            assertThat(other.name()).isNotEqualTo(name);
        }
    }

    @Test
    void whoHasItShutsOthersOut() {
        try (DataDirectory first = DataDirectory.take(parent)) {
            assertThatThrownBy(() -> DataDirectory.take(first.path()))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(first.path().toString());
        }
    }
}
