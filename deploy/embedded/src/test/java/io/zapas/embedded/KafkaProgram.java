package io.zapas.embedded;

import java.nio.file.Path;

/** Starts Kafka on a directory, writes one record, says so and waits to be killed. */
final class KafkaProgram {
    private KafkaProgram() {}

    public static void main(String[] args) throws Exception {
        EmbeddedKafka kafka = new EmbeddedKafka(Path.of(args[0]), 0).start();
        EmbeddedKafkaIT.createTopic(kafka);
        EmbeddedKafkaIT.write(kafka, "before");
        OtherProcess.sayAndWait("written");
    }
}
