//! `examhall check-config`: the settings were read and validated to get here; this says what they amount to.

use crate::settings::Settings;

pub(super) fn run(settings: &Settings) -> anyhow::Result<()> {
    println!("The settings are valid.");
    println!("  mode      {:?}", settings.instance.mode);
    println!("  listens   {}", settings.http.address());
    println!("  reached   {}", settings.http.origin());
    println!("  demo      {}", if settings.demo.enabled { "on" } else { "off" });
    Ok(())
}
