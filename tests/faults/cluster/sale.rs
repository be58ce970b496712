//! The sale on two instances that are killed in turn, with messages of the gateway at either: the same invariants as on one.

use super::hall::Hall;
use crate::percentiles::Durations;
use crate::process::free_port;
use crate::sale::cashier::Cashier;
use crate::sale::shop::{self, Shop};
use crate::sale::simulator::Simulator;
use crate::sale::till::Till;
use crate::sale::{NETWORK, SHARES, judge, report, send_in, until_quiet};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;
use std::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_payments_on_two_instances_come_right_under_kills_and_faults() {
    let _place = crate::place().await;
    let seed = crate::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let (payments, kills) = (crate::setting("EXAMHALL_PAYMENTS", 40), crate::setting("EXAMHALL_KILLS", 2));
    figure!("seed {seed}: {payments} buyers on two instances, {kills} kills in turn");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let port = free_port();
    let settings = shop::settings(port);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut hall = Hall::open(&settings).await;
    let simulator = Simulator::start(port, hall.address(), seed).await;
    let shop = Shop::open_behind(&hall.instances[0], hall.address()).await;
    simulator.disturb(NETWORK, &SHARES).await;

    let till = Arc::new(Till::default());
    let (cashier, to_give_back) = Cashier::new(&shop, till.clone());
    let giving_back = tokio::spawn(cashier.give_back());
    let crowd = send_in(&shop, &simulator, &till, &to_give_back, payments as usize, &mut rng).await;
    drop(to_give_back);
    let ready = kill_in_turn(&mut hall, &simulator, &till, (payments, kills), &mut rng).await;
    let crowd = crowd.join_all().await;
    let refunds = giving_back.await.unwrap();
    let parked = judge::parked(&hall.instances[0], &crowd).await;
    shop.give_parked_back(&crowd, &till).await;

    let asked = Instant::now();
    until_quiet(&shop, &simulator).await;
    figure!("quiet      {:.1} s after the last decision", asked.elapsed().as_secs_f64());
    report(&till, &ready, &crowd, refunds, &simulator).await;
    let mut faults = till.blamed();
    faults.extend(parked);
    faults.extend(judge::faults(&hall.instances[1], &shop, &simulator, &crowd).await);
    faults.extend(judge::secrets_faults(&simulator).await);
    print!("{}", hall.instances[1].command(&["verify", "ledger"], ""));
    print!("{}", hall.instances[0].command(&["verify", "audit"], ""));
    let shown: Vec<&String> = faults.iter().take(20).collect();
    assert!(faults.is_empty(), "{} faults: {shown:#?}", faults.len());
    simulator.remove();
    hall.close().await;
}

/// Kills one and then the other while people pay. Each comes back with the new secret the first time, and once both know it the
/// gateway uses it.
async fn kill_in_turn(
    hall: &mut Hall,
    simulator: &Simulator,
    till: &Till,
    (payments, kills): (u64, u64),
    rng: &mut ChaCha8Rng,
) -> Durations {
    let mut ready = Durations::default();
    for kill in 1..=kills {
        let each = payments as f64 / (kills + 1) as f64;
        let wanted = each * (kill as f64 + rng.random_range(-0.4..0.4));
        till.reach("enough payments", |now| now.paid as f64 >= wanted).await;
        let instance = &mut hall.instances[(kill % 2) as usize];
        instance.kill();
        if kill <= 2 {
            shop::change_secret(instance);
        }
        ready.add(instance.start_again().await);
        if kill == 2 {
            simulator.rotate(shop::NEW_SECRET).await;
        }
    }
    ready
}
