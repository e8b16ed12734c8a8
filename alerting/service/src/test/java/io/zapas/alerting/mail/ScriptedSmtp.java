package io.zapas.alerting.mail;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An SMTP server that takes every mail unless its script says otherwise. */
public final class ScriptedSmtp implements AutoCloseable {
    /** In place of an answer: takes the mail, then cuts the connection. */
    static final String CUT = "cut";
    /** In place of an answer: takes the mail and stays silent. */
    static final String SILENCE = "silence";

    private final NetServer server;
    private final Deque<String> answersToRecipients = new ConcurrentLinkedDeque<>();
    private final Deque<String> answersToMails = new ConcurrentLinkedDeque<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private volatile boolean staying;

    public ScriptedSmtp(Vertx vertx) {
        this(vertx, 0);
    }

    ScriptedSmtp(Vertx vertx, int port) {
        server = vertx.createNetServer().connectHandler(this::serve);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    public int port() {
        return server.actualPort();
    }

    /** Answers to the next recipients, such as {@code 451 greylisted}; then 250 again. */
    void answerRecipients(String... answers) {
        answersToRecipients.addAll(List.of(answers));
    }

    /** Answers to the next mails; then 250 again. */
    void answerMails(String... answers) {
        answersToMails.addAll(List.of(answers));
    }

    /** From now on connections stay open after QUIT: against RFC 5321, and there are such servers. */
    void stayAfterQuit() {
        staying = true;
    }

    /** Mails taken, headers and body as sent. */
    public List<String> mails() {
        return List.copyOf(mails);
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void serve(NetSocket socket) {
        Session session = new Session(socket);
        socket.handler(RecordParser.newDelimited("\r\n", line -> session.line(line.toString())));
        session.say("220 scripted ESMTP");
    }

    private final class Session {
        private final NetSocket socket;
        private final List<String> mail = new ArrayList<>();
        private boolean data;

        Session(NetSocket socket) {
            this.socket = socket;
        }

        void line(String line) {
            if (data) {
                dataLine(line);
                return;
            }
            String verb = line.split(" ", 2)[0];
            switch (verb) {
                case "EHLO", "HELO", "MAIL", "RSET" -> say("250 ok");
                case "RCPT" -> say(next(answersToRecipients));
                case "DATA" -> {
                    data = true;
                    say("354 go on");
                }
                // RFC 5321 4.1.1.10: the server closes, and a client may count the connection as its own until then.
                case "QUIT" ->
                    socket.write("221 bye\r\n").onComplete(said -> {
                        if (!staying) {
                            socket.close();
                        }
                    });
                default -> say("500 what?");
            }
        }

        private void dataLine(String line) {
            if (!line.equals(".")) {
                mail.add(line);
                return;
            }
            data = false;
            String answer = next(answersToMails);
            if (answer.startsWith("2") || answer.equals(CUT) || answer.equals(SILENCE)) {
                mails.add(String.join("\n", mail));
            }
            mail.clear();
            if (answer.equals(CUT)) {
                socket.close();
            } else if (!answer.equals(SILENCE)) {
                say(answer);
            }
        }

        private void say(String answer) {
            socket.write(answer + "\r\n");
        }
    }

    private static String next(Deque<String> script) {
        String answer = script.poll();
        return answer == null ? "250 ok" : answer;
    }
}
