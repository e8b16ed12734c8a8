package io.zapas.forecast.http;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.kafka.Calculator;
import io.zapas.forecast.kafka.RotationView;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.kafka.KafkaAccess;
import java.time.InstantSource;

/** All routes of forecast. */
public final class ForecastRoutes {
    private ForecastRoutes() {}

    public static void mount(
            Router router,
            Vertx vertx,
            WorkerExecutor worker,
            InstantSource clock,
            KafkaAccess kafka,
            CloudEventCodec codec,
            HistoryStore store,
            CampaignBook campaigns,
            RotationView rotation,
            Calculator calculator) {
        Desk desk = new Desk(worker, clock, store, calculator);
        new RotationRoutes(rotation, desk).mount(router);
        new CampaignRoutes(vertx, clock, kafka, codec, campaigns, rotation, desk).mount(router);
    }
}
