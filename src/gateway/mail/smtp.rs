//! Mails to a server that speaks SMTP, one connection for each.

use super::letter::{Letter, MailFault, Mailer};
use super::message::{BadSender, Coding, Sender};
use crate::settings::{MailSettings, MailTls, SmtpServer};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::time::timeout;

/// A client of one server.
pub(super) struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
    patience: Duration,
}

impl SmtpMailer {
    /// Prepares the client; the server is not asked yet.
    pub(super) fn new(settings: &MailSettings, server: &SmtpServer, sender: Sender) -> Result<Self, BadSender> {
        let patience = Duration::from_millis(settings.timeout_ms);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .hello_name(ClientId::Domain(sender.domain().to_owned()))
            .timeout(Some(patience))
            .tls(tls(settings.tls, server)?);
        let builder = match settings.user.as_str() {
            "" => builder,
            user => {
                builder.credentials(Credentials::new(user.to_owned(), settings.password.expose_secret().to_owned()))
            }
        };
        Ok(Self { transport: builder.build(), sender, patience })
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailFault>> {
        async move {
            let message = self.sender.message(letter, Coding::ForServers)?;
            // The client's own patience is for each answer of the server; this is for all of them.
            match timeout(self.patience, self.transport.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(fault(&error)),
                Err(_) => Err(MailFault::Passing("the server took too long".to_owned())),
            }
        }
        .boxed()
    }
}

fn tls(wanted: MailTls, server: &SmtpServer) -> Result<Tls, BadSender> {
    let parameters = || TlsParameters::new(server.host.clone()).map_err(|why| BadSender(format!("url: {why}")));
    Ok(match wanted {
        MailTls::None => Tls::None,
        MailTls::Starttls => Tls::Required(parameters()?),
        MailTls::Tls => Tls::Wrapper(parameters()?),
    })
}

/// What a server answers may quote the address, so only its code is kept.
fn fault(error: &Error) -> MailFault {
    match error.status() {
        Some(code) if is_for_good(code) => MailFault::Permanent(format!("the server answered {code}")),
        Some(code) => MailFault::Passing(format!("the server answered {code}")),
        None if error.is_response() => MailFault::Passing("the server answered something else than SMTP".to_owned()),
        None => MailFault::Passing(error.to_string()),
    }
}

/// 53x is about signing in or encryption (RFC 4954), which the operator mends; the mail is as good as before.
fn is_for_good(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category != Category::Unspecified3
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::transport::smtp::response::Detail;

    #[test]
    fn only_what_is_wrong_with_the_mail_is_for_good() {
        use Severity::{PermanentNegativeCompletion as Permanent, TransientNegativeCompletion as Transient};
        let table = [
            (Permanent, Category::MailSystem, true),
            (Permanent, Category::Syntax, true),
            (Permanent, Category::Unspecified3, false),
            (Transient, Category::MailSystem, false),
            (Transient, Category::Connections, false),
        ];
        for (severity, category, for_good) in table {
            let code = Code::new(severity, category, Detail::Zero);
            assert_eq!(is_for_good(code), for_good, "{code}");
        }
    }
}
