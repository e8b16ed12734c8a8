package io.zapas.runtime;

import io.vertx.ext.web.Router;
import io.zapas.runtime.config.LoadedConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a {@link Host} runs.
 *
 * @param services started in this order, stopped in the reverse one
 * @param clock the only source of "now" for the services
 * @param pages mount more routes after those of the services, such as a dashboard
 * @param progress told in a few words what is being done, for a person who waits
 */
public record HostOptions(
        LoadedConfig config,
        List<Service> services,
        InstantSource clock,
        List<Consumer<Router>> pages,
        Consumer<String> progress) {

    public static HostOptions of(LoadedConfig config, List<Service> services, InstantSource clock) {
        return new HostOptions(config, List.copyOf(services), clock, List.of(), step -> {});
    }
}
