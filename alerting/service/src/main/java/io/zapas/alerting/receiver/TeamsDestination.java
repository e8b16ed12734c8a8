package io.zapas.alerting.receiver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.receiver.Posting.Refused;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Microsoft Teams by the workflow "post to a channel when a webhook request is received": a card for every notice that must be heard (NEW, WORSE, RESOLVED). A
 * workflow can neither edit nor look up what it posted, so an UPDATE is left out, and a lost answer may end in a second card.
 */
final class TeamsDestination implements Destination {
    private final Posting posting;
    private final TeamsCards cards;

    TeamsDestination(Vertx vertx, URI address, TeamsCards cards) {
        this.posting = new Posting(vertx, address, "Teams");
        this.cards = cards;
    }

    @Override
    public String name() {
        return "teams";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        Receipt receipt = new Receipt(Map.of("rev", Long.toString(notice.rev())));
        if (previous != null && notice.kind() == Notice.Kind.UPDATE) {
            return CompletableFuture.completedFuture(receipt);
        }
        return posting.post(
                        MultiMap.caseInsensitiveMultiMap(),
                        cards.message(notice).toBuffer())
                .map(done -> receipt)
                .recover(failure ->
                        Future.failedFuture(failure instanceof Refused refused ? refused.forGood() : failure))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
