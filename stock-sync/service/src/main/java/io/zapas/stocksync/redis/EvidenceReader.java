package io.zapas.stocksync.redis;

import static io.zapas.stocksync.redis.StepOutput.instant;
import static io.zapas.stocksync.redis.StepOutput.list;
import static io.zapas.stocksync.redis.StepOutput.text;
import static io.zapas.stocksync.redis.StepOutput.units;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.quick.Versions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads what the script answers to {@code explain}. Stateless. */
final class EvidenceReader {

    private EvidenceReader() {}

    static Optional<Evidence> read(JsonNode answer) {
        JsonNode node = answer.path("evidence");
        if (!node.isObject()) {
            return Optional.empty();
        }
        List<Evidence.Ignored> ignored = list(node.path("ignored"), EvidenceReader::ignored);
        ignored.sort(Comparator.comparing(Evidence.Ignored::recordedAt));
        return Optional.of(new Evidence(
                list(node.path("watermarks"), EvidenceReader::watermark),
                ignored,
                list(node.path("listings"), StepOutput::offer),
                list(node.path("holders"), EvidenceReader::holder),
                units(node, "open"),
                list(
                        node.path("rules"),
                        rule -> new Evidence.Rule(text(rule, "rule"), units(rule, "before"), units(rule, "after")))));
    }

    private static Evidence.Watermark watermark(JsonNode node) {
        String version = text(node, "version");
        return new Evidence.Watermark(
                text(node, "source"),
                text(node, "location"),
                text(node, "lot"),
                instant(node, "at"),
                version == null ? null : Versions.version(version),
                units(node, "quantity"),
                text(node, "basis"),
                node.path("inForce").asBoolean(),
                instant(node, "heardAt"));
    }

    private static Evidence.Ignored ignored(JsonNode node) {
        return new Evidence.Ignored(
                text(node, "source"),
                text(node, "eventId"),
                text(node, "type"),
                instant(node, "at"),
                instant(node, "recordedAt"),
                text(node, "why"),
                instant(node, "mark"));
    }

    private static Evidence.Holder holder(JsonNode node) {
        return new Evidence.Holder(
                text(node, "id"),
                text(node, "orderId"),
                text(node, "channel"),
                text(node, "state"),
                units(node, "units"),
                instant(node, "expiresAt"));
    }
}
