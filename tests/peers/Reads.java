import java.io.FileInputStream;
import java.security.cert.CertificateFactory;

/** Whether a file of certificates is read, and as many of them as are in it. */
public class Reads {
    public static void main(String[] arguments) throws Exception {
        var read = CertificateFactory.getInstance("X.509").generateCertificates(new FileInputStream(arguments[0]));
        System.exit(read.size() == Integer.parseInt(arguments[1]) ? 0 : 1);
    }
}
