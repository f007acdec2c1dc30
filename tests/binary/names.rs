//! The names of metrics: in a scrape, in the page and in the dashboard.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Type and labels of each metric, by name; a counter's name as its samples have it.
pub type Table = BTreeMap<String, (String, BTreeSet<String>)>;

/// A document of the project.
pub fn read(document: &str) -> String {
    let path = format!("{}/{document}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect(document)
}

/// What a scrape says that there is.
pub fn told(text: &str) -> Table {
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let types = types.filter_map(|line| line.split_once(' '));
    types
        .map(|(name, kind)| {
            let samples = samples(name, kind);
            let labels = text
                .lines()
                .filter(|line| samples.iter().any(|sample| is_sample(line, sample)))
                .flat_map(labels)
                .filter(|label| label != "le")
                .collect();
            (documented_name(name, kind), (kind.to_owned(), labels))
        })
        .collect()
}

fn is_sample(line: &str, sample: &str) -> bool {
    let rest = line.strip_prefix(sample);
    rest.is_some_and(|rest| rest.starts_with(['{', ' ']))
}

fn labels(line: &str) -> Vec<String> {
    let Some((_, rest)) = line.split_once('{') else {
        return Vec::new();
    };
    let pairs = rest.split_once('}').map_or(rest, |(pairs, _)| pairs);
    let names = pairs.split(',').filter_map(|pair| pair.split_once('='));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The names of a metric's samples (`OpenMetrics` 1.0).
pub fn samples(name: &str, kind: &str) -> Vec<String> {
    let bare = name.trim_end_matches("_total").trim_end_matches("_info");
    let suffixes: &[&str] = match kind {
        "counter" => &["_total"],
        "histogram" => &["_bucket", "_sum", "_count"],
        "info" => &["_info"],
        _ => &[""],
    };
    suffixes
        .iter()
        .map(|suffix| format!("{bare}{suffix}"))
        .collect()
}

fn documented_name(name: &str, kind: &str) -> String {
    match kind {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name.to_owned(),
    }
}

/// Whether one of a metric's samples is among those that are shown.
pub fn samples_of(name: &str, kind: &str, shown: &BTreeSet<String>) -> bool {
    samples(name, kind)
        .iter()
        .any(|sample| shown.contains(sample))
}

/// What the table of the page says that there is.
pub fn documented() -> Table {
    let page = read("docs/metrics.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let in_marks = |cell: &str| -> Vec<String> {
        let marked = cell.split('`').skip(1).step_by(2);
        marked.map(str::to_owned).collect()
    };
    rows.filter_map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, name, kind, labels, ..] = cells.as_slice() else {
            return None;
        };
        let name = in_marks(name).pop()?;
        let is_kind = ["counter", "gauge", "histogram", "info"].contains(kind);
        is_kind.then(|| {
            (
                name,
                ((*kind).to_owned(), in_marks(labels).into_iter().collect()),
            )
        })
    })
    .collect()
}

/// Every name of a metric in a text.
pub fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names = words.filter(|word| word.starts_with("daemun_") || word.starts_with("process_"));
    names.map(str::to_owned).collect()
}

/// The expressions of a dashboard's panels.
pub fn expressions(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().expect("panels");
    let targets = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array());
    let expressions = targets
        .flatten()
        .filter_map(|target| target["expr"].as_str());
    expressions.map(str::to_owned).collect()
}
