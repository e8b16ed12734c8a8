package io.zapas.alerting.slack;

import java.util.Set;

/** Slack understood a call and said no: {@code ok: false}. */
final class SlackRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Set<String> GONE = Set.of("message_not_found", "edit_window_closed", "cant_update_message");
    private static final Set<String> BLOCKS =
            Set.of("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch");

    private final String error;

    SlackRefusal(String method, String error, String neededScope) {
        super(
                "Slack refused " + method + ": " + error + (neededScope == null ? "" : " (needs " + neededScope + ")"),
                null,
                false,
                false);
        this.error = error;
    }

    /** The message to edit is gone or can't be edited any more. */
    boolean isGone() {
        return GONE.contains(error);
    }

    /** The call was fine but for what the message looks like. */
    boolean isAboutBlocks() {
        return BLOCKS.contains(error);
    }
}
