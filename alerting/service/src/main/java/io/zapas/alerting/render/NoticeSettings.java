package io.zapas.alerting.render;

import io.zapas.runtime.config.ConfigKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Configuration that all notices share. */
public final class NoticeSettings {
    public static final ConfigKey<URI> PUBLIC_URL = new ConfigKey<>(
            "public.url",
            "Address of the dashboard as its users reach it; notices link to it. No link when absent",
            null,
            false,
            NoticeSettings::address);

    private NoticeSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(PUBLIC_URL);
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text.strip());
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be an address such as https://zapas.example.com", e);
        }
        throw new IllegalArgumentException("must be an address such as https://zapas.example.com");
    }
}
