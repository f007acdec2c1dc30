//! Who may name whom, and which layer owns which library.

use super::paths::paths;
use super::tree::SourceFile;

/// The layers from the top down. A layer names those of a later row, never its neighbours or those above.
const ORDER: [&[&str]; 9] = [
    &["cli"],
    &["app"],
    &["http", "sandbox"],
    // Logs and metrics: set up above, and none of the use cases' business.
    &["telemetry"],
    &["flows"],
    &["store", "provider"],
    &["oidc", "token"],
    &["domain"],
    &["config", "clock"],
];

/// What a library's names begin with, and whose it is: paths below `src/` begin so.
const LIBRARIES: [(&str, &[&str]); 5] = [
    ("actix", &["http/", "sandbox/", "cli/serve", "cli/dev"]),
    ("diesel", &["store/"]),
    ("r2d2", &["store/"]),
    ("reqwest", &["provider/", "cli/dev"]),
    ("env", &["cli/"]),
];

/// The names that point up or sideways.
pub fn upward_names(files: &[SourceFile]) -> Vec<String> {
    files.iter().flat_map(upward_names_of).collect()
}

fn upward_names_of(file: &SourceFile) -> Vec<String> {
    let module = file.module();
    let layer = module.first().copied().unwrap_or_default();
    let own = match layer {
        "lib" => return Vec::new(),
        "main" => 0,
        _ => match rank(layer) {
            Some(rank) => rank,
            None => {
                return vec![format!(
                    "{}: the order of layers does not know it",
                    file.path
                )];
            }
        },
    };
    let mut found = Vec::new();
    for path in paths(&file.product_tokens()) {
        let Some(named) = layer_named(&path.segments, module.len()) else {
            continue;
        };
        // The binary hands over to the uppermost layer.
        let is_own = named == layer || (layer == "main" && named == "cli");
        let points_down = rank(named).is_some_and(|rank| rank > own);
        if !is_own && !points_down {
            found.push(format!(
                "{}:{}: {layer} names {named}",
                file.path, path.line
            ));
        }
    }
    found
}

fn rank(layer: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&layer))
}

/// The layer that a path reaches by `crate::`, by the crate's name, or by as many `super::` as the module is deep.
fn layer_named(segments: &[String], depth: usize) -> Option<&str> {
    let climbs = segments
        .iter()
        .take_while(|segment| *segment == "super")
        .count();
    let first = segments.first()?;
    let index = if first == "crate" || first == "daemun" {
        1
    } else if climbs > 0 && climbs >= depth {
        climbs
    } else {
        return None;
    };
    let named = segments.get(index)?.as_str();
    rank(named).map(|_| named)
}

/// The names of libraries outside the layers that own them.
pub fn strayed_libraries(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let place = file.path.strip_prefix("src/").unwrap_or(&file.path);
        for (library, owners) in LIBRARIES {
            if !owners.iter().any(|owner| place.starts_with(owner)) {
                let lines = lines_naming(file, library).into_iter();
                found.extend(lines.map(|line| format!("{}:{line}: {library}", file.path)));
            }
        }
    }
    found
}

fn lines_naming(file: &SourceFile, library: &str) -> Vec<usize> {
    let tokens = file.product_tokens();
    if library == "env" {
        let names_it = |segments: &[String]| segments.iter().take(2).eq(["std", "env"]);
        let found = paths(&tokens)
            .into_iter()
            .filter(|path| names_it(&path.segments));
        return found.map(|path| path.line).collect();
    }
    let named = tokens
        .iter()
        .filter(|token| token.text.starts_with(library));
    named.map(|token| token.line).collect()
}
