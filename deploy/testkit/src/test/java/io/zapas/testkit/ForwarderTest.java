package io.zapas.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ForwarderTest {
    private static final int SHORT_MILLIS = 150;

    private final Forwarder forwarder = new Forwarder();

    @AfterEach
    void close() {
        forwarder.close();
    }

    @Test
    void bytesPassInBothDirectionsAndTheTargetCanBeSwitched() throws IOException {
        try (Echo one = new Echo(1);
                Echo two = new Echo(2)) {
            forwarder.target(one.port());
            try (Socket first = connect()) {
                assertThat(ask(first, 10)).isEqualTo(11);
                forwarder.target(two.port());
                assertThat(ask(first, 20)).isEqualTo(21);
                try (Socket second = connect()) {
                    assertThat(ask(second, 30)).isEqualTo(32);
                }
                forwarder.drop();
                assertThat(ended(first)).isTrue();
            }
        }
    }

    @Test
    void whatIsCutEndsAtOnceUntilItIsRestored() throws IOException {
        try (Echo echo = new Echo(1)) {
            forwarder.target(echo.port());
            try (Socket before = connect()) {
                assertThat(ask(before, 1)).isEqualTo(2);
                forwarder.cut();
                assertThat(ended(before)).isTrue();
                try (Socket meanwhile = connect()) {
                    assertThat(ended(meanwhile)).isTrue();
                }
            }
            forwarder.restore();
            try (Socket after = connect()) {
                assertThat(ask(after, 1)).isEqualTo(2);
            }
        }
    }

    @Test
    void whatHangsAnswersAfterItIsRestored() throws IOException {
        try (Echo echo = new Echo(1)) {
            forwarder.target(echo.port());
            try (Socket socket = connect()) {
                assertThat(ask(socket, 1)).isEqualTo(2);
                forwarder.hang();
                socket.setSoTimeout(SHORT_MILLIS);
                assertThatThrownBy(() -> ask(socket, 5)).isInstanceOf(SocketTimeoutException.class);
                forwarder.restore();
                socket.setSoTimeout(0);
                assertThat(socket.getInputStream().read()).isEqualTo(6);
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), forwarder.port());
    }

    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Answers every byte with itself plus something. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

        Echo(int plus) throws IOException {
            Thread thread = new Thread(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket socket = listener.accept();
                        Thread serve = new Thread(() -> serve(socket, plus));
                        serve.setDaemon(true);
                        serve.start();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void serve(Socket socket, int plus) {
            try (socket) {
                for (int value = socket.getInputStream().read();
                        value >= 0;
                        value = socket.getInputStream().read()) {
                    socket.getOutputStream().write(value + plus);
                }
            } catch (IOException gone) {
                // The other side has had enough.
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
