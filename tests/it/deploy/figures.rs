//! Rules, boards and the autoscaler name figures that are exported, and each alert has its paragraph.

use super::{behind, shipped, shipped_in};
use examhall::telemetry::metric;
use serde_json::Value;
use std::collections::BTreeSet;

const RULES: &str = "config/prometheus/rules.yml";
/// What a scraper, node_exporter and blackbox_exporter add.
const FOREIGN: [&str; 2] = ["up", "ALERTS"];
const FOREIGN_PREFIXES: [&str; 2] = ["node_", "probe_"];
/// Words of PromQL that are not called as a function.
const WORDS: [&str; 15] = [
    "and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "sum", "min", "max", "avg", "count",
    "topk",
];
/// Words before a list of labels.
const BEFORE_LABELS: [&str; 4] = ["by", "without", "on", "ignoring"];

/// The figures that an expression of PromQL reads: what is neither a word, a function, a label, a text nor a span of time.
fn figures(expression: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut rest, mut before) = (expression, "");
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if !after.trim_start().starts_with('(') && !WORDS.contains(&word) {
                found.insert(word.to_owned());
            }
            (rest, before) = (after, word);
            continue;
        }
        let skipped = match first {
            '"' => 1 + rest[1..].find('"').unwrap() + 1,
            '[' => rest.find(']').unwrap() + 1,
            '(' if BEFORE_LABELS.contains(&before) => rest.find(')').unwrap() + 1,
            '{' => braces(rest),
            digit if digit.is_ascii_digit() => {
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() {
            before = "";
        }
        rest = &rest[skipped..];
    }
    found
}

/// The bytes up to the brace that closes, whatever the texts in between hold.
fn braces(text: &str) -> usize {
    let mut is_text = false;
    let end = text.char_indices().find(|(_, c)| {
        is_text ^= *c == '"';
        *c == '}' && !is_text
    });
    end.unwrap().0 + 1
}

fn is_exported(figure: &str) -> bool {
    let of_histogram = ["_bucket", "_sum", "_count"].iter().filter_map(|part| figure.strip_suffix(part));
    let known = |name: &str| metric::ALL.contains(&name);
    known(figure)
        || of_histogram.into_iter().any(known)
        || FOREIGN.contains(&figure)
        || FOREIGN_PREFIXES.iter().any(|prefix| figure.starts_with(prefix))
}

/// Every text under the key `expr`.
fn expressions(board: &Value, found: &mut Vec<String>) {
    match board {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| match value.as_str() {
            Some(text) if key == "expr" => found.push(text.to_owned()),
            _ => expressions(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

#[test]
fn an_expression_is_taken_apart() {
    let expression = "histogram_quantile(0.95, sum by (le, pool) (rate(a_bucket{route!~\"b{c}|d\"}[5m]))) > 500e6 * b_total \
                      and on (pool) c / ignoring (state) d unless up == 0";
    assert_eq!(figures(expression), ["a_bucket", "b_total", "c", "d", "up"].map(str::to_owned).into());
}

#[test]
fn rules_name_figures_that_are_exported() {
    let rules = shipped(RULES);
    let recorded: BTreeSet<&str> = behind(&rules, "record: ").collect();
    let expressions: Vec<&str> = behind(&rules, " expr: ").collect();
    assert_eq!(expressions.len(), recorded.len() + behind(&rules, "alert: ").count(), "each rule is one line");
    let named: BTreeSet<String> = expressions.into_iter().flat_map(figures).collect();
    let unknown: Vec<&String> =
        named.iter().filter(|name| !is_exported(name) && !recorded.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn boards_name_figures_that_are_exported() {
    for path in shipped_in("config/grafana/boards") {
        let board: Value = serde_json::from_str(&shipped(&path)).unwrap();
        let mut found = Vec::new();
        expressions(&board, &mut found);
        assert!(!found.is_empty(), "{path}");
        for expression in found {
            let unknown: Vec<String> = figures(&expression).into_iter().filter(|name| !is_exported(name)).collect();
            assert!(unknown.is_empty(), "{path}: {unknown:?} in {expression}");
        }
    }
}

#[test]
fn the_autoscaler_names_figures_that_are_exported_and_adapted() {
    let (autoscaler, adapter) =
        (shipped("config/kubernetes/autoscaler.yaml"), shipped("config/kubernetes/metrics-adapter.yaml"));
    let named: Vec<&str> =
        behind(&autoscaler, "metric: { name: ").map(|rest| rest.trim_end_matches([' ', '}'])).collect();
    assert_eq!(named, ["active_sockets", "payment_queue_depth"]);
    for name in named {
        assert!(is_exported(name), "{name}");
        assert!(adapter.contains(&format!("seriesQuery: '{name}{{")), "{name} is not adapted");
    }
}

#[test]
fn each_alert_says_how_soon_and_has_its_paragraph_in_the_runbook() {
    let (rules, runbook) = (shipped(RULES), shipped("config/runbook.md"));
    let alerts: Vec<&str> = behind(&rules, "- alert: ").collect();
    let paragraphs: Vec<&str> = runbook.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(alerts, paragraphs, "the runbook has the alerts in the order of the rules");
    assert_eq!(behind(&rules, "labels: { severity: ").count(), alerts.len());
    assert_eq!(behind(&rules, "annotations: { summary: ").count(), alerts.len());
}
