//! `examhall check-config`, and the example for production.

use std::path::Path;
use std::process::{Command, Output};

const PASSWORD: &str = "q8Zt2mWx5vRb9nLk3pHs7dFg1cJy6aTe";

fn check(environment: &[(&str, &str)]) -> Output {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_examhall"));
    command.arg("--config").arg(example).arg("check-config");
    command.env_clear().envs(environment.iter().copied()).output().unwrap()
}

#[test]
fn the_example_for_production_is_complete_but_for_its_secrets_which_are_never_shown() {
    let database = format!("postgres://examhall:{PASSWORD}@db/examhall");
    let secrets = [("DATABASE_URL", database.as_str()), ("JWT_SECRET", PASSWORD), ("RECEIPT_KEY", PASSWORD)];
    let good = check(&secrets);
    let told = String::from_utf8(good.stdout).unwrap();
    assert!(good.status.success(), "{}", String::from_utf8(good.stderr).unwrap());
    for line in ["[store]", "url = (set, not shown)", "read_url = (empty)", "mode = \"production\"", "drain_s = 30"] {
        assert!(told.lines().any(|found| found == line), "{line} is missing in {told}");
    }
    assert!(!told.contains(PASSWORD), "{told}");
    for (missing, named) in [(0, "DATABASE_URL"), (1, "JWT_SECRET"), (2, "RECEIPT_KEY")] {
        let mut fewer = secrets.to_vec();
        fewer.remove(missing);
        let bad = check(&fewer);
        assert!(!bad.status.success() && String::from_utf8(bad.stderr).unwrap().contains(named), "{named}");
    }
}
