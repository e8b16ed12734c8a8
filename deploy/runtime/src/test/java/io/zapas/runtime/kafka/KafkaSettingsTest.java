package io.zapas.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    /** As a class whose native library cannot be loaded. */
    static final class Unloadable {
        static {
            refuse();
        }

        private static void refuse() {
            throw new UnsatisfiedLinkError("failed to map segment from shared object");
        }
    }

    @Test
    void compressesBySnappyWhereItCanBeLoaded() {
        assertThat(KafkaSettings.compression("org.xerial.snappy.Snappy")).isEqualTo("snappy");
    }

    @Test
    void compressesByLz4WhereItCannot() {
        assertThat(KafkaSettings.compression(Unloadable.class.getName())).isEqualTo("lz4");
        assertThat(KafkaSettings.compression("no.such.Snappy")).isEqualTo("lz4");
    }
}
