package io.zapas.alerting.slack;

import java.util.Set;

/** Slack understood a call and said no: {@code ok: false}. */
final class SlackRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Set<String> GONE = Set.of("message_not_found", "edit_window_closed", "cant_update_message");
    private static final Set<String> BLOCKS =
            Set.of("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch");

    private static final Set<String> ACCESS = Set.of(
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "missing_scope",
            "no_permission",
            "not_allowed_token_type",
            "ekm_access_denied",
            "access_denied",
            "org_login_required",
            "enterprise_is_restricted",
            "team_access_not_granted",
            "team_added_to_org",
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "restricted_action",
            "posting_to_general_channel_denied");

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

    /** No call will succeed until a person mends token, scopes or channel. */
    boolean isAboutAccess() {
        return ACCESS.contains(error);
    }
}
