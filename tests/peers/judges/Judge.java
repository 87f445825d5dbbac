// What Java's trust manager makes of chains. Each line of the file given: `client|server CHAIN TRUST`; one verdict a line.
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

public class Judge {
    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Paths.get(arguments[0]))) {
            String[] words = line.split(" ");
            try {
                judge(words[0], read(words[1]), read(words[2]));
                System.out.println("accepts");
            } catch (Exception refusal) {
                System.out.println("refuses " + refusal.toString().replace('\n', ' '));
            }
        }
    }

    static void judge(String end, List<X509Certificate> chain, List<X509Certificate> trust) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate trusted : trust) {
            store.setCertificateEntry("trusted" + store.size(), trusted);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
        X509Certificate[] sent = chain.toArray(new X509Certificate[0]);
        if (end.equals("client")) {
            manager.checkClientTrusted(sent, sent[0].getPublicKey().getAlgorithm());
        } else {
            manager.checkServerTrusted(sent, "ECDHE_" + (sent[0].getPublicKey().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA"));
        }
    }

    static List<X509Certificate> read(String file) throws Exception {
        List<X509Certificate> all = new ArrayList<>();
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(new FileInputStream(file))) {
            all.add((X509Certificate) one);
        }
        return all;
    }
}
