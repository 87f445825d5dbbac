import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Scanner;
import javax.net.ssl.*;

/** A server and a client of one old protocol in one process. Arguments: key store, suite, the client's protocols. */
class OldHandshake {
    public static void main(String[] arguments) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new FileInputStream(arguments[0]), "secret".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, "secret".toCharArray());
        TrustManager[] anybody = {new X509TrustManager() {
            public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String kind) {}
            public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String kind) {}
            public java.security.cert.X509Certificate[] getAcceptedIssuers() { return new java.security.cert.X509Certificate[0]; }
        }};
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), anybody, new SecureRandom());
        String[] suites = {arguments[1]};
        String[] protocols = arguments[2].split(",");

        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        listener.setEnabledProtocols(protocols);
        listener.setEnabledCipherSuites(suites);
        listener.setNeedClientAuth(true);
        System.out.println(listener.getLocalPort());
        System.out.flush();
        Thread server = new Thread(() -> {
            try (SSLSocket one = (SSLSocket) listener.accept()) {
                one.getInputStream().read();
                one.getOutputStream().write("pong".getBytes());
            } catch (Exception error) {
                error.printStackTrace();
            }
        });
        server.start();

        int proxy = new Scanner(System.in).nextInt();
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", proxy)) {
            client.setEnabledProtocols(protocols);
            client.setEnabledCipherSuites(suites);
            client.getOutputStream().write("ping".getBytes());
            client.getInputStream().read(new byte[16]);
        }
        server.join();
    }
}
