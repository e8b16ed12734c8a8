package io.zapas.testkit.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One message as the channel shows it now.
 *
 * @param threadTs timestamp of the message it answers, null for one that stands in the channel
 * @param broadcast an answer also shown in the channel
 * @param text the fallback that notifications show
 * @param blocks empty when it is text only
 * @param metadata null when it carries none
 * @param edits how often it was edited
 * @param files shared with it
 */
public record SlackMessage(
        String channel,
        String ts,
        String threadTs,
        boolean broadcast,
        String text,
        JsonArray blocks,
        JsonObject metadata,
        int edits,
        List<SlackFile> files) {

    public SlackMessage {
        files = List.copyOf(files);
    }

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
                edits + 1,
                files);
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
        if (!files.isEmpty()) {
            JsonArray shared = new JsonArray();
            files.forEach(file -> shared.add(file.toJson()));
            json.put("files", shared);
        }
        if (withMetadata && metadata != null) {
            json.put("metadata", metadata);
        }
        return json;
    }
}
