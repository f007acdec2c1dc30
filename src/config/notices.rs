//! What the names alone tell: a setting under two names that differ, and names that nobody reads.

use super::reference;
use super::source::{Origin, Place, Source};
use super::unsupported;
use super::variable::{Names, OWN_PREFIX, SUPABASE_PREFIX, Status, Variable};
use super::warning::Warning;
use std::collections::BTreeSet;

/// A name of Supabase Auth's that is one slip away from one of ours is a slip; further away it is another setting.
const SLIP: usize = 2;

/// Every name under which a setting is read.
pub(super) fn known_names() -> BTreeSet<String> {
    reference::variables()
        .flat_map(Variable::full_names)
        .collect()
}

/// All that is to be noticed about the names that are set.
pub(super) fn all(source: &Source) -> Vec<Warning> {
    let shadowed = reference::variables().flat_map(|variable| shadowed(source, variable));
    let known = known_names();
    let is_unknown =
        |origin: &Origin| !known.contains(&origin.name) && !unsupported::is_one(&origin.name);
    let unknown = source.origins().filter(is_unknown).filter_map(unknown);
    shadowed.chain(unknown).collect()
}

fn shadowed(source: &Source, variable: &Variable) -> Vec<Warning> {
    let settings = source.find_all(&variable.full_names());
    let Some((used, others)) = settings.split_first() else {
        return Vec::new();
    };
    let differing = others.iter().filter(|other| other.value != used.value);
    let warning = |ignored: &Origin| Warning::Shadowed {
        used: used.origin.clone(),
        ignored: ignored.clone(),
    };
    differing.map(|other| warning(&other.origin)).collect()
}

/// Names of our prefix must be ours; of Supabase Auth's prefix only a slip is worth a word; a file is meant for us, so
/// there a name that only lacks its prefix is one too. The environment's other names are other programs' business.
fn unknown(origin: Origin) -> Option<Warning> {
    if let Some(name) = origin.name.strip_prefix(OWN_PREFIX) {
        let suggestion = nearest(name, name.len() / 3).or_else(|| ending_alike(name));
        return Some(unknown_with(origin.clone(), suggestion));
    }
    if let Some(name) = origin.name.strip_prefix(SUPABASE_PREFIX) {
        let slip = nearest(name, SLIP)?;
        return Some(unknown_with(origin.clone(), Some(slip)));
    }
    let is_in_file = matches!(origin.place, Place::File { .. });
    let without_prefix = nearest(&origin.name, 0).filter(|_| is_in_file)?;
    Some(unknown_with(origin, Some(without_prefix)))
}

fn unknown_with(origin: Origin, suggestion: Option<&Variable>) -> Warning {
    let suggestion = suggestion.map(|variable| suggested_name(variable, &origin.name));
    Warning::Unknown { origin, suggestion }
}

/// The name in the prefix that the operator uses, where the setting has it.
fn suggested_name(variable: &Variable, written: &str) -> String {
    let has_theirs = matches!(variable.names, Names::Shared | Names::Bare);
    if has_theirs && written.starts_with(SUPABASE_PREFIX) {
        return format!("{SUPABASE_PREFIX}{}", variable.name);
    }
    variable.preferred_name()
}

fn suggestible() -> impl Iterator<Item = &'static Variable> {
    reference::variables()
        .filter(|variable| matches!(variable.status, Status::Used | Status::NotYet))
}

fn nearest(name: &str, furthest: usize) -> Option<&'static Variable> {
    let measured = suggestible().map(|variable| (distance(name, variable.name), variable));
    let near = measured.filter(|(distance, _)| *distance <= furthest);
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, variable)| variable)
}

/// `KAKAO_CLIENT_ID` for `EXTERNAL_KAKAO_CLIENT_ID`.
fn ending_alike(name: &str) -> Option<&'static Variable> {
    let ends_alike = |variable: &&Variable| {
        let longer = variable
            .name
            .strip_suffix(name)
            .or_else(|| name.strip_suffix(variable.name));
        longer.is_some_and(|rest| rest.ends_with('_'))
    };
    suggestible().find(ends_alike)
}

/// Levenshtein's distance in bytes: insertions, deletions and replacements.
fn distance(from: &str, to: &str) -> usize {
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, from_byte) in from.bytes().enumerate() {
        let mut left = row + 1;
        let mut current = vec![left];
        for (to_byte, pair) in to.bytes().zip(above.windows(2)) {
            if let [diagonal, up] = *pair {
                let replaced = diagonal + usize::from(from_byte != to_byte);
                left = replaced.min(up + 1).min(left + 1);
                current.push(left);
            }
        }
        above = current;
    }
    above.last().copied().unwrap_or(from.len())
}
