//! Offers a secret that a person puts into their app. It counts once a code has shown that it is there (`confirm`).

use super::seal;
use crate::gateway::qr_code;
use crate::gateway::vault::Sealed;
use crate::service::accounts::api::Caller;
use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::prove::Try;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::Transaction;
use crate::store::accounts::second_factor;
use examhall_domain::accounts::{Network, Secret};
use serde::Serialize;
use utoipa::ToSchema;

/// What goes into the app.
#[derive(Serialize, ToSchema)]
pub struct Offer {
    /// For typing, in base 32.
    pub secret: String,
    /// The same for apps on this device.
    #[schema(examples("otpauth://totp/Examhall:ada%40example.org?secret=…&issuer=Examhall"))]
    pub uri: String,
    pub qr_code: SquareCode,
}

/// The same for a camera.
#[derive(Serialize, ToSchema)]
pub struct SquareCode {
    /// Squares of one side, without the quiet zone of four.
    pub side: usize,
    /// SVG path data of the dark squares, one unit each.
    pub path: String,
}

/// Makes a secret in the place of one that was offered before. The password is asked for because a factor on somebody
/// else's app would lock the owner out.
///
/// # Errors
/// `second-factor-on` when one counts already; those of the proof.
pub async fn begin(cx: &Context, caller: &Caller, network: Network, proof: &Proof) -> Answer<Offer> {
    let attempt = Try::prepare(cx, caller.account, network, proof).await?;
    let secret = make(cx);
    let Sealed { key, nonce, ciphertext } = seal(cx, caller.account, &secret);
    let row = second_factor::Model {
        account_id: caller.account.0,
        key,
        nonce: nonce.to_vec(),
        sealed: ciphertext,
        last_step: None,
        begun_at_us: cx.clock.now().0,
        confirmed_at_us: None,
    };
    attempt
        .settle(cx, async |transaction: &Transaction, proven| {
            if proven.has_second_factor {
                return Err(ProblemType::SecondFactorOn.into());
            }
            Ok(second_factor::put(transaction, row.clone()).await?)
        })
        .await?;
    Ok(offer(&secret, &cx.settings.mail.from_name, &attempt.account().email))
}

fn make(cx: &Context) -> Secret {
    let mut bytes = [0; Secret::BYTES];
    cx.randomness.fill(&mut bytes);
    Secret::new(bytes)
}

fn offer(secret: &Secret, issuer: &str, email: &str) -> Offer {
    let uri = secret.to_uri(issuer, email);
    let Some(squares) = qr_code::squares(&uri) else {
        unreachable!("an address and a name are short enough for a code");
    };
    Offer { secret: secret.to_base32(), uri, qr_code: SquareCode { side: squares.side, path: squares.path } }
}
