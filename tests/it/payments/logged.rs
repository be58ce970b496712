//! What is refused is written down, once and without what would help somebody to try again.

use super::bank::Bank;
use super::buying::signed;
use super::shop::Shop;
use crate::store::engine::TestDatabase;
use examhall::service::payments::return_from_checkout::{Return, return_from_checkout};
use examhall::service::payments::take_webhooks::{Arrived, admit};
use examhall::service::payments::verify_payment::{VerifyPayment, verify_payment};
use examhall_domain::payments::PaymentStatus;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what this thread logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The lines since the last time.
    fn lines(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// One line that says this of this order.
fn one(log: &Log, says: &str, never: &str) {
    let lines: Vec<String> = log.lines().into_iter().filter(|line| line.contains(" WARN ")).collect();
    let [line] = lines.as_slice() else { panic!("{lines:?} instead of a line that says {says}") };
    assert!(line.contains(says), "{line}");
    assert!(!line.contains(never), "{line}");
}

#[actix_web::test]
async fn whatever_proves_nothing_is_logged_without_its_signature() {
    let shop = Shop::open(TestDatabase::sqlite().await, &[]).await;
    let (ada, ben) = (shop.student("ada").await, shop.student("ben").await);
    let (id, bens) = (shop.ordered(&ada).await, shop.bought(&ben).await);
    let (order, theirs) = (shop.order(id).await, shop.bank.payments_for(bens)[0].id.clone());
    let payment = shop.bank.pay(id, PaymentStatus::Captured);
    let good = signed(&order, &payment);
    let log = Log::default();
    let collected = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    let _collecting = tracing::subscriber::set_default(collected);

    let secret = "f".repeat(64);
    let forged = VerifyPayment { razorpay_signature: secret.clone(), ..good.clone() };
    let elsewhere = VerifyPayment { razorpay_order_id: "order_x".to_owned(), ..forged.clone() };
    let nonsense = VerifyPayment { razorpay_payment_id: "pay/1".to_owned(), ..forged.clone() };
    for (command, says) in [
        (&forged, "its signature does not fit"),
        (&elsewhere, "for another order"),
        (&nonsense, "what it names is no payment"),
        (&signed(&order, &theirs), "a payment of another order"),
    ] {
        assert!(verify_payment(&shop.cx, &ada, command, Duration::ZERO).await.is_err(), "{says}");
        one(&log, says, &command.razorpay_signature);
    }

    let gateway_order = order.gateway_order.as_ref().unwrap().to_string();
    let fields = |order: &str, signature: &str| {
        let pairs = [("order", order), ("payment", payment.as_str()), ("signature", signature)];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    };
    for (gateway, fields, says) in [
        ("razorpay", fields(&gateway_order, &secret), "its signature does not fit"),
        ("razorpay", fields("order_x", &secret), "an order that nobody knows"),
        ("razorpay", Vec::new(), "something unreadable"),
        ("stripe", fields(&gateway_order, &secret), "a gateway that is not in use"),
    ] {
        assert_eq!(return_from_checkout(&shop.cx, gateway, &fields).await.unwrap(), Return::Unproven);
        one(&log, says, &secret);
    }

    let genuine = shop.bank.message(&payment);
    let headers = vec![("x-signature".to_owned(), secret.clone())];
    let told = String::from_utf8(genuine.body.clone()).unwrap();
    assert!(admit(&shop.cx, Arrived { gateway: None, headers, body: genuine.body }).is_err());
    one(&log, "a webhook was refused", &secret);
    shop.tell(shop.bank.message_of(&examhall_domain::payments::SeenPayment {
        order: None,
        id: examhall_domain::payments::GatewayPaymentId::parse("pay_x").unwrap(),
        ..shop.bank.payments_for(id)[0].clone()
    }))
    .await;
    one(&log, "a webhook was parked", &told);
    assert_eq!(Bank::signature(order.gateway_order.as_ref().unwrap(), &payment), good.razorpay_signature);
    shop.close().await;
}
