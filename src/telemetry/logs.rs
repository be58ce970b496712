//! The log: one line per event, readable or JSON, with its values as fields.
//!
//! Never logged: tokens, passwords, mail addresses, answers, bodies.

use crate::settings::{LogFormat, TelemetrySettings};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Starts the process's log on standard error.
///
/// # Errors
/// A sentence when the filter cannot be read or a log was started before.
pub fn start(settings: &TelemetrySettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.log_filter)
        .map_err(|error| format!("The setting telemetry.log_filter cannot be used: {error}."))?;
    let subscriber = subscriber(settings.log_format, filter, std::io::stderr);
    tracing::subscriber::set_global_default(subscriber).map_err(|error| error.to_string())
}

fn subscriber<W>(format: LogFormat, filter: EnvFilter, writer: W) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_target(true);
    match format {
        LogFormat::Text => Box::new(builder.with_ansi(false).finish()),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).finish()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_json_line_carries_its_fields_and_the_request_id_of_its_span() {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber = subscriber(LogFormat::Json, EnvFilter::new("info"), move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            let _entered = tracing::info_span!("request", request_id = "r-1").entered();
            tracing::info!(status = 200, "answered");
        });
        let line: serde_json::Value = serde_json::from_slice(&captured.0.lock().unwrap()).unwrap();
        assert_eq!(line["status"], 200);
        assert_eq!(line["span"]["request_id"], "r-1");
    }
}
