package io.zapas.testkit.slack;

import io.vertx.core.json.JsonObject;

/**
 * A file that was uploaded and shared.
 *
 * @param content as text
 */
public record SlackFile(String id, String name, String title, String content) {

    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("title", title)
                .put("size", content.length());
    }
}
