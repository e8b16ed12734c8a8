package io.zapas.runtime.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/** Puts the documents of the services of one process together: paths and components of all, the first one's head. */
final class OpenApiDocuments {
    private OpenApiDocuments() {}

    static String merge(Map<String, String> documents) {
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(style), style);
        Map<String, Object> merged = new LinkedHashMap<>();
        merged.put("openapi", "3.1.0");
        merged.put("info", Map.of("title", "Zapas", "version", "1"));
        for (String document : documents.values()) {
            Map<String, Object> parsed = yaml.load(document);
            mergeInto(merged, "paths", parsed.get("paths"));
            if (parsed.get("components") instanceof Map<?, ?> components) {
                components.forEach((kind, members) -> mergeInto(child(merged, "components"), kind.toString(), members));
            }
        }
        return yaml.dump(merged);
    }

    private static void mergeInto(Map<String, Object> target, String name, Object members) {
        if (members instanceof Map<?, ?> map) {
            Map<String, Object> existing = child(target, name);
            map.forEach((key, value) -> existing.putIfAbsent(key.toString(), value));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }
}
