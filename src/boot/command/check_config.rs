//! `examhall check-config`: the settings were read and validated to get here; this says what they amount to.

use crate::settings::Settings;

pub(super) fn run(settings: &Settings, effective: &[(String, String)]) {
    let mut section = "";
    for (name, value) in effective {
        let (named, key) = name.split_once('.').unwrap_or(("", name));
        if named != section {
            println!("[{named}]");
            section = named;
        }
        println!("{key} = {value}");
    }
    println!("The settings are valid. The server would listen on {}.", settings.http.address());
    println!("People would reach it at {}.", settings.http.origin());
}
