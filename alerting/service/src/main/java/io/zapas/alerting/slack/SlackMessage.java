package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;

/**
 * A message ready to post.
 *
 * @param text what notifications show and readers without blocks see, already escaped
 * @param blocks empty: text only
 */
record SlackMessage(String text, JsonArray blocks) {}
