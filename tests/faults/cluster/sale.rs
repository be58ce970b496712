//! The sale on two instances that are killed in turn, with messages of the gateway at either: the same invariants as on one.

use super::hall::Hall;
use crate::process::free_port;
use crate::sale::{sell_under_kills, shop};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_payments_on_two_instances_come_right_under_kills_and_faults() {
    let _place = crate::place().await;
    let port = free_port();
    let settings = shop::settings(port);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut hall = Hall::open(&settings).await;
    let address = hall.address();
    sell_under_kills(&mut hall.instances, address, (port, 40)).await;
    hall.close().await;
}
