//! A PostgreSQL step, taken apart: a line `--? kind name` begins a part, which is run if there is no such thing yet.
//!
//! The catalogue is asked by name and not through `to_regclass`, which fails for a role that may not use the schema.

/// One part of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// `schema`, `type`, `relation` (a table or an index), `column`, `function`, or `key`: a table's primary key.
    pub kind: &'a str,
    /// Its name, with the schema, and for a column the table; for a key the table's.
    pub name: &'a str,
    /// The statements that make it.
    pub statements: &'a str,
}

/// The parts of a step, in order. What stands before the first is a comment.
pub fn parts(step: &str) -> Vec<Part<'_>> {
    step.split("\n--? ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .filter_map(|(head, statements)| Some((head.trim().split_once(' ')?, statements)))
        .map(|((kind, name), statements)| Part {
            kind,
            name,
            statements: without_trailing_comments(statements),
        })
        .collect()
}

/// The object id of a table, `null` if there is none, as an SQL expression.
pub fn oid_of(table: &str) -> String {
    let (schema, name) = table.split_once('.').unwrap_or(("", table));
    format!(
        "(select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = '{schema}' and c.relname = '{name}')"
    )
}

impl Part<'_> {
    /// A boolean SQL expression: whether it is missing. A column or a key is not missed in a table that is still to be made,
    /// which has it from the start.
    pub fn is_missing(&self) -> String {
        let (schema, rest) = self.name.split_once('.').unwrap_or(("", self.name));
        let in_catalogue = |catalogue: &str, prefix: &str| {
            format!(
                "not exists (select from {catalogue} o join pg_namespace n on n.oid = o.{prefix}namespace \
                 where n.nspname = '{schema}' and o.{prefix}name = '{rest}')"
            )
        };
        match self.kind {
            "schema" => format!(
                "not exists (select from pg_namespace where nspname = '{}')",
                self.name
            ),
            "type" => in_catalogue("pg_type", "typ"),
            "function" => in_catalogue("pg_proc", "pro"),
            "key" => {
                let oid = oid_of(self.name);
                format!(
                    "{oid} is not null and not exists (select from pg_constraint where conrelid = {oid} and contype = 'p')"
                )
            }
            "column" => {
                let (table, column) = self.name.rsplit_once('.').unwrap_or((self.name, ""));
                let oid = oid_of(table);
                format!(
                    "{oid} is not null and not exists (select from pg_attribute where attrelid = {oid} \
                     and attname = '{column}' and not attisdropped)"
                )
            }
            _ => format!("{} is null", oid_of(self.name)),
        }
    }
}

/// A comment between two parts belongs to neither.
fn without_trailing_comments(statements: &str) -> &str {
    let mut kept = statements.trim_end();
    while let Some((before, last)) = kept.rsplit_once('\n') {
        if !(last.starts_with("--") || last.is_empty()) {
            break;
        }
        kept = before.trim_end();
    }
    kept.trim()
}

#[cfg(test)]
mod tests {
    use super::super::postgres::STEPS;
    use super::*;

    #[test]
    fn a_step_is_taken_apart_at_its_heads() {
        let step = "-- About it.\n\n--? schema a\ncreate a;\n\n-- Next.\n\n--? column a.b.c\nalter (\n  x\n);\n";
        assert_eq!(
            parts(step),
            [
                Part {
                    kind: "schema",
                    name: "a",
                    statements: "create a;"
                },
                Part {
                    kind: "column",
                    name: "a.b.c",
                    statements: "alter (\n  x\n);"
                },
            ]
        );
    }

    #[test]
    fn every_part_of_the_steps_is_of_a_known_kind() {
        let kinds = ["schema", "type", "relation", "column", "function", "key"];
        for (name, step) in STEPS {
            let parts = parts(step);
            assert!(!parts.is_empty(), "{name}");
            for part in parts {
                let known = kinds.contains(&part.kind);
                assert!(known && !part.statements.is_empty(), "{part:?}");
            }
        }
    }
}
