//! TLS towards gateways: the certificates that the machine trusts, and the same cryptography as for mails.

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// Who may say that a gateway is who it says: whom the machine trusts.
///
/// # Errors
/// A sentence when the machine trusts nobody.
pub(super) fn trusting_this_machine() -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if usable == 0 {
        return Err("the machine has no certificates of authorities; install ca-certificates".to_owned());
    }
    trusting(roots)
}

/// Trusts nobody, for a gateway that is spoken to in the clear on this machine.
///
/// # Errors
/// Never with the cryptography that is compiled in.
pub(super) fn trusting_nobody() -> Result<ClientConfig, String> {
    trusting(RootCertStore::empty())
}

fn trusting(roots: RootCertStore) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::payments::GatewayError;
    use crate::gateway::payments::call::Call;
    use crate::gateway::payments::client::GatewayClient;
    use crate::settings::defaults;
    use hyper::header::HeaderMap;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use std::io::{BufRead, BufReader};
    use std::path::PathBuf;
    use std::process::{Child, Command, Stdio};

    /// A server over TLS with a certificate for `localhost` that it signed itself.
    struct TlsServer {
        process: Child,
        port: u16,
        folder: PathBuf,
    }

    impl TlsServer {
        fn start() -> Self {
            let folder = std::env::temp_dir().join(format!("examhall-tls-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let mut made = openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
                 -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE -keyout key.pem -out certificate.pem",
                &folder,
            );
            assert!(made.output().unwrap().status.success());
            let mut server = openssl("s_server -accept 127.0.0.1:0 -www -key key.pem -cert certificate.pem", &folder);
            let mut process = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
            let told = lines.find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit(':').next()?.parse().ok());
            std::thread::spawn(move || lines.for_each(drop));
            Self { process, port: told.unwrap(), folder }
        }

        fn certificate(&self) -> RootCertStore {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_file(self.folder.join("certificate.pem")).unwrap()).unwrap();
            roots
        }

        /// What becomes of a question to this name of it by a client that trusts so.
        async fn asked(&self, host: &str, tls: ClientConfig) -> Result<u16, GatewayError> {
            let mut settings = defaults().razorpay;
            settings.base_url = format!("https://{host}:{}", self.port).parse().unwrap();
            settings.tries_max = 1;
            let client = GatewayClient::over(tls, "razorpay", &settings.base_url, HeaderMap::new(), &settings.calls());
            client.ask(&Call::read("read", "/".to_owned()), |answer| Ok(answer.status)).await
        }
    }

    impl Drop for TlsServer {
        fn drop(&mut self) {
            // It may have ended already.
            let _ = self.process.kill();
            let _ = self.process.wait();
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn openssl(arguments: &str, folder: &PathBuf) -> Command {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(folder).stdin(Stdio::null());
        command
    }

    #[tokio::test]
    async fn a_gateway_is_asked_only_when_somebody_trusted_vouches_for_its_name() {
        let server = TlsServer::start();
        assert_eq!(server.asked("localhost", trusting(server.certificate()).unwrap()).await, Ok(200));
        let refused = [
            ("localhost", trusting_nobody().unwrap()),
            ("localhost", trusting_this_machine().unwrap()),
            ("127.0.0.1", trusting(server.certificate()).unwrap()),
        ];
        for (host, tls) in refused {
            let error = server.asked(host, tls).await.unwrap_err();
            assert_eq!(error.outcome(), "not_done", "{host}: {error}");
        }
    }
}
