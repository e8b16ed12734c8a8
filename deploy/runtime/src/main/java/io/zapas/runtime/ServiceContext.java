package io.zapas.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.http.HotPath;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import java.time.InstantSource;

/**
 * What a service is given at start. Owned by the host, which closes all of it after the services have stopped.
 *
 * @param clock the only source of "now": virtual in replays and tests
 * @param router shared by the services of a process; paths are absolute ({@code /v1/...}); a body handler and the problem+json failure
 *     handler are already mounted
 * @param hotPath for the few plain calls that come too often for a router
 */
public record ServiceContext(
        Vertx vertx,
        Config config,
        InstantSource clock,
        MeterRegistry meters,
        Health health,
        Router router,
        HotPath hotPath,
        KafkaAccess kafka,
        RedisAccess redis) {}
