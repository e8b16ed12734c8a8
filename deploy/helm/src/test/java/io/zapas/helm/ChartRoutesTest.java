package io.zapas.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.zapas.runtime.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every documented path reaches the service that answers it, and its port. */
class ChartRoutesTest {
    private final Chart chart = Chart.render("ingress: {enabled: true}");

    @Test
    void theIngressLeadsEveryDocumentedPathToItsService() {
        for (Service service : Services.ALL) {
            List<String> paths = new ArrayList<>(documented(service));
            paths.add("/openapi/" + service.name() + ".yaml");
            for (String path : paths) {
                assertThat(routes())
                        .filteredOn(route -> matches(route.getPath(), path))
                        .as(path)
                        .singleElement()
                        .satisfies(route -> assertThat(
                                        route.getBackend().getService().getName())
                                .isEqualTo("shop-zapas-" + service.name()));
            }
        }
    }

    @Test
    void theIngressLeadsNowhereElse() {
        List<String> answered = new ArrayList<>();
        for (Service service : Services.ALL) {
            answered.addAll(documented(service));
            answered.add("/openapi/" + service.name() + ".yaml");
        }
        assertThat(routes())
                .allSatisfy(route ->
                        assertThat(answered).as(route.getPath()).anyMatch(path -> matches(route.getPath(), path)));
    }

    @Test
    void portsAgreeFromTheIngressToTheProcess() {
        for (String name : Services.NAMES) {
            var port = chart.only("Service", "shop-zapas-" + name)
                    .as(io.fabric8.kubernetes.api.model.Service.class)
                    .getSpec()
                    .getPorts()
                    .get(0);
            Container container = chart.container(name);
            var listened = container.getPorts().get(0);
            assertThat(port.getTargetPort().getStrVal()).isEqualTo(listened.getName());
            assertThat(port.getPort()).isEqualTo(listened.getContainerPort());
            assertThat(routes())
                    .filteredOn(
                            route -> route.getBackend().getService().getName().endsWith(name))
                    .isNotEmpty()
                    .allMatch(route ->
                            route.getBackend().getService().getPort().getName().equals(port.getName()));
            for (var probe :
                    List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
                assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo(listened.getName());
            }
        }
    }

    private List<HTTPIngressPath> routes() {
        return chart.only("Ingress", "shop-zapas")
                .as(Ingress.class)
                .getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths();
    }

    /** As Kubernetes matches prefixes: whole elements of a path. */
    private static boolean matches(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    private static Set<String> documented(Service service) {
        Map<String, Map<String, Object>> document = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(service.openApi().orElseThrow());
        return document.get("paths").keySet();
    }
}
