package io.zapas.testkit.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One message as the channel shows it now.
 *
 * @param threadTs timestamp of the message it answers, null for one that stands in the channel
 * @param broadcast an answer also shown in the channel
 * @param text the fallback that notifications show
 * @param blocks empty when it is text only
 * @param metadata null when it carries none
 * @param edits how often it was edited
 */
public record SlackMessage(
        String channel,
        String ts,
        String threadTs,
        boolean broadcast,
        String text,
        JsonArray blocks,
        JsonObject metadata,
        int edits) {

    /** The message as a person reads it: blocks as lines, or the text when there are none. */
    public String readable() {
        return SlackReadable.message(this);
    }

    /** A field of {@code metadata.event_payload}, null when absent. */
    public String payload(String field) {
        JsonObject payload = metadata == null ? null : metadata.getJsonObject("event_payload");
        Object value = payload == null ? null : payload.getValue(field);
        return value == null ? null : value.toString();
    }

    SlackMessage edited(String newText, JsonArray newBlocks, JsonObject newMetadata) {
        return new SlackMessage(
                channel,
                ts,
                threadTs,
                broadcast,
                newText,
                newBlocks,
                newMetadata == null ? metadata : newMetadata,
                edits + 1);
    }

    JsonObject toJson(boolean withMetadata) {
        JsonObject json = new JsonObject()
                .put("type", "message")
                .put("ts", ts)
                .put("text", text)
                .put("blocks", blocks);
        if (threadTs != null) {
            json.put("thread_ts", threadTs);
        }
        if (broadcast) {
            json.put("subtype", "thread_broadcast");
        }
        if (withMetadata && metadata != null) {
            json.put("metadata", metadata);
        }
        return json;
    }
}
