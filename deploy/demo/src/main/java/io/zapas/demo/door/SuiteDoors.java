package io.zapas.demo.door;

import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess;
import java.io.PrintStream;
import java.net.URI;

/**
 * What the sample shop and the replay are given: the public doors of a running suite, and where to tell a person about progress. Owned by
 * the host, which closes all of it afterwards.
 *
 * @param baseUrl for example {@code http://127.0.0.1:8080}
 * @param out plain lines for a person; never null
 */
public record SuiteDoors(Vertx vertx, KafkaAccess kafka, URI baseUrl, PrintStream out) {}
