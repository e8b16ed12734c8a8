package io.zapas.stocksync.webhook;

import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.util.List;

/** The webhooks of one system. */
public interface WebhookSystem {

    /** As in the address, the configuration and the metrics. */
    String name();

    /**
     * Returns if the delivery comes from somebody who knows the secret, and is not too old where the signature covers a time.
     *
     * @throws RefusedException if it does not
     * @throws InvalidFieldException if the signature stands in a body that cannot be read
     */
    void verify(Delivery delivery);

    /**
     * What a genuine delivery says; empty: nothing about stock. The same delivery gives the same events, with the same ids.
     *
     * @throws InvalidFieldException naming the field that cannot be used
     */
    List<OutgoingEvent> translate(Delivery delivery);

    /**
     * Whether a genuine delivery that cannot be used is kept by us and answered like any other. True of systems, whose bodies nobody would mend: they send
     * the same bytes for hours, or not a second time, and switch the webhook off after some failures. False where a person writes the sender and is
     * told what is wrong.
     */
    default boolean keepsUnusable() {
        return true;
    }

    /** What the system wants to hear when the delivery is done with. */
    default Receipt receipt(Delivery delivery, int accepted) {
        return Receipt.accepted(accepted);
    }
}
