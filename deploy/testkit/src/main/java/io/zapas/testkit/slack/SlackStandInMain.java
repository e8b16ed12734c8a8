package io.zapas.testkit.slack;

/**
 * Runs the stand-in for a demonstration and prints every message as text: {@code SlackStandInMain [port]}, port 9400 by default. Ends with
 * Ctrl-C.
 */
public final class SlackStandInMain {
    private static final int DEFAULT_PORT = 9400;

    private SlackStandInMain() {}

    public static void main(String[] args) {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_PORT;
        SlackStandIn slack = SlackStandIn.start(port, line -> System.out.println(line + "\n"));
        System.out.println("Slack stand-in is listening. Start Zapas with:");
        System.out.println("  ZAPAS_SLACK_URL=" + slack.url() + " ZAPAS_SLACK_TOKEN=" + SlackStandIn.TOKEN
                + " ZAPAS_SLACK_CHANNEL=" + SlackStandIn.CHANNEL_ID);
        Runtime.getRuntime().addShutdownHook(new Thread(slack::close, "slack-stand-in-stop"));
    }
}
