package io.zapas.forecast.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.campaign.CampaignReader;
import io.zapas.forecast.campaign.StatedCampaign;
import io.zapas.forecast.kafka.Calculator.Supposition;
import io.zapas.forecast.kafka.RotationView;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /v1/campaigns}: state a campaign, see what it risks. */
public final class CampaignRoutes {
    private static final String SOURCE = "zapas/forecast";
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 200;
    private static final int MAX_COMPUTED_SKUS = 1_000;
    private static final int MAX_ID_LENGTH = 128;
    private static final long FOLD_POLL_MILLIS = 50;
    private static final int MAX_FOLD_POLLS = 200;

    private final Vertx vertx;
    private final InstantSource clock;
    private final KafkaAccess kafka;
    private final CloudEventCodec codec;
    private final CampaignBook book;
    private final RotationView rotation;
    private final Desk desk;

    CampaignRoutes(
            Vertx vertx,
            InstantSource clock,
            KafkaAccess kafka,
            CloudEventCodec codec,
            CampaignBook book,
            RotationView rotation,
            Desk desk) {
        this.vertx = vertx;
        this.clock = clock;
        this.kafka = kafka;
        this.codec = codec;
        this.book = book;
        this.rotation = rotation;
        this.desk = desk;
    }

    void mount(Router router) {
        router.put("/v1/campaigns/:id").handler(ctx -> Replies.answer(ctx, this::put));
        router.get("/v1/campaigns").handler(ctx -> Replies.answer(ctx, this::list));
        router.get("/v1/campaigns/:id").handler(ctx -> Replies.answer(ctx, this::one));
    }

    /** Risk of one advertised SKU; {@code risk} is null when there is no history or no uplift to compute it from. */
    private record SkuRisk(String sku, String name, String abc, Long available, CampaignRisk risk) {
        static SkuRisk of(DemandForecast forecast, String campaignId) {
            CampaignRisk risk = forecast.campaigns().stream()
                    .filter(candidate -> candidate.campaignId().equals(campaignId))
                    .findFirst()
                    .orElse(null);
            return new SkuRisk(forecast.sku(), forecast.name(), forecast.abc(), forecast.available(), risk);
        }
    }

    private record CampaignAnswer(Campaign campaign, List<SkuRisk> risks) {}

    private record CampaignList(List<CampaignAnswer> items, int total) {}

    /** Answers once the campaign is stored, with its risk. A campaign of many SKUs is answered for the first {@value #MAX_COMPUTED_SKUS}. */
    private Future<String> put(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        if (id.isBlank() || id.codePointCount(0, id.length()) > MAX_ID_LENGTH) {
            throw new InvalidFieldException("id", "must have 1 to " + MAX_ID_LENGTH + " characters");
        }
        Campaign campaign = CampaignReader.body(Replies.body(ctx), id);
        JsonNode data = Json.mapper().valueToTree(campaign);
        InboundEvent event =
                new InboundEvent(UUID.randomUUID().toString(), SOURCE, Campaign.TYPE, id, clock.instant(), data);
        return kafka.publish(ForecastTopics.ADS_EVENTS, id, codec.kafkaHeaders(event), Json.bytes(campaign))
                .compose(done -> folded(event))
                .compose(done -> computed(campaign))
                .map(Json::text);
    }

    /** Waits, for ten seconds at most, until the book holds the event. */
    private Future<Void> folded(InboundEvent event) {
        Promise<Void> promise = Promise.promise();
        poll(event, MAX_FOLD_POLLS, promise);
        return promise.future();
    }

    private void poll(InboundEvent event, int pollsLeft, Promise<Void> promise) {
        book.refresh().onFailure(promise::fail).onSuccess(changed -> {
            StatedCampaign stated = book.find(event.subject());
            if (stated != null && stated.eventId().equals(event.id())) {
                promise.complete();
            } else if (stated != null && stated.time().isAfter(event.time())) {
                promise.fail(new ProblemException(
                        409,
                        "newer-campaign",
                        "Campaign " + event.subject() + " was stated anew by " + stated.source() + " at "
                                + stated.time() + "."));
            } else if (pollsLeft == 0) {
                promise.fail(new ProblemException(
                        503,
                        "campaign-pending",
                        "Campaign " + event.subject() + " is accepted; its risk is not computed yet.",
                        Map.of("retryAfterSeconds", 5)));
            } else {
                vertx.setTimer(FOLD_POLL_MILLIS, timer -> poll(event, pollsLeft - 1, promise));
            }
        });
    }

    private Future<CampaignAnswer> computed(Campaign campaign) {
        List<String> known = campaign.skus().stream()
                .filter(sku -> rotation.find(sku) != null)
                .limit(MAX_COMPUTED_SKUS)
                .toList();
        return desk.calculate(known, Supposition.NONE).map(forecasts -> {
            List<SkuRisk> risks = new ArrayList<>();
            forecasts.forEach(forecast -> risks.add(SkuRisk.of(forecast, campaign.campaignId())));
            campaign.skus().stream()
                    .filter(sku -> rotation.find(sku) == null)
                    .limit(MAX_COMPUTED_SKUS)
                    .forEach(sku -> risks.add(new SkuRisk(sku, null, null, null, null)));
            return new CampaignAnswer(campaign, sorted(risks));
        });
    }

    private Future<String> list(RoutingContext ctx) {
        int top = Replies.integer(ctx, "top", DEFAULT_TOP, 1, MAX_TOP);
        List<Campaign> all = book.all();
        return Future.succeededFuture(Json.text(
                new CampaignList(all.stream().limit(top).map(this::published).toList(), all.size())));
    }

    private Future<String> one(RoutingContext ctx) {
        StatedCampaign stated = book.find(ctx.pathParam("id"));
        if (stated == null) {
            throw new ProblemException(404, "unknown-campaign", "No campaign " + ctx.pathParam("id") + ".");
        }
        return Future.succeededFuture(Json.text(published(stated.campaign())));
    }

    /** With the risks as last published. */
    private CampaignAnswer published(Campaign campaign) {
        List<SkuRisk> risks = campaign.skus().stream()
                .limit(MAX_COMPUTED_SKUS)
                .map(sku -> {
                    RotationView.Entry entry = rotation.find(sku);
                    return entry == null
                            ? new SkuRisk(sku, null, null, null, null)
                            : SkuRisk.of(entry.forecast(), campaign.campaignId());
                })
                .toList();
        return new CampaignAnswer(campaign, sorted(risks));
    }

    /** The most endangered first. */
    private static List<SkuRisk> sorted(List<SkuRisk> risks) {
        return risks.stream()
                .sorted((a, b) -> Double.compare(
                        b.risk() == null ? -1 : b.risk().pStockout(),
                        a.risk() == null ? -1 : a.risk().pStockout()))
                .toList();
    }
}
