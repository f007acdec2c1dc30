//! What Supabase Auth calls experimental: the variables `EXPERIMENTAL_*` that have an effect here.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};

/// Section "experimental".
#[derive(Debug, Clone, Copy)]
pub struct ExperimentalConfig {
    /// `EXPERIMENTAL_CURSOR_PAGINATION_ENABLED`.
    pub cursor_pagination: bool,
}

static CURSOR_PAGINATION: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "The list of users for administrators is paged by a cursor where neither `page` nor `per_page` is asked for.",
    ..Variable::named("EXPERIMENTAL_CURSOR_PAGINATION_ENABLED")
};

pub(super) static VARIABLES: &[&Variable] = &[&CURSOR_PAGINATION];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<ExperimentalConfig> {
    let cursor_pagination = reader.value(&CURSOR_PAGINATION, values::switch);
    Some(ExperimentalConfig {
        cursor_pagination: cursor_pagination?,
    })
}
