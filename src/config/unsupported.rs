//! Settings of Supabase Auth's that protect somebody and that we do not have: switched on, they stop the start.
//!
//! Taking them in silence would leave open what the operator believes shut. `IGNORE_UNSUPPORTED` turns each into a
//! warning.

use super::problem::Problem;
use super::reader::Reader;
use super::server::IGNORE_UNSUPPORTED;
use super::source::{Setting, Source};
use super::values;
use super::variable::{Kind, Names, OWN_PREFIX, SUPABASE_PREFIX, Status, Variable};
use super::warning::Warning;
use std::collections::BTreeSet;

/// A setting, the values that ask for something, and what to say.
struct Unsupported {
    variable: &'static Variable,
    asks: fn(&str) -> Result<bool, Problem>,
    words: &'static str,
}

static HOOKS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "false",
    meaning: "Hooks: what one forbids would be allowed, what one adds would be missing.",
    status: Status::Refused,
    ..Variable::named("HOOK_*_ENABLED")
};

static CAPTCHA: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "false",
    meaning: "Captchas: nobody would be asked for one.",
    status: Status::Refused,
    ..Variable::named("SECURITY_CAPTCHA_ENABLED")
};

static ALLOW_LOW_AAL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default_words: "off",
    meaning: "Any value: sessions without a second factor would not end as it asks.",
    status: Status::Refused,
    ..Variable::named("SESSIONS_ALLOW_LOW_AAL")
};

static LINKING_DOMAINS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    meaning: "Any value: accounts that are to be kept apart would be linked by their e-mail.",
    status: Status::Refused,
    ..Variable::named("EXPERIMENTAL_PROVIDER_LINKING_DOMAINS")
};

static OWN_LINKING_DOMAIN: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    meaning: "Any value: accounts that are to be kept apart would be linked by their e-mail.",
    status: Status::Refused,
    ..Variable::named("EXPERIMENTAL_PROVIDERS_WITH_OWN_LINKING_DOMAIN")
};

static NAMESPACE: Variable = Variable {
    names: Names::Bare,
    default: "auth",
    example: "auth",
    meaning: "Another schema than `auth`: its users would not be found.",
    status: Status::Refused,
    ..Variable::named("DB_NAMESPACE")
};

/// Those that have no section of their own.
pub(super) static VARIABLES: &[&Variable] = &[
    &HOOKS,
    &CAPTCHA,
    &ALLOW_LOW_AAL,
    &LINKING_DOMAINS,
    &OWN_LINKING_DOMAIN,
    &NAMESPACE,
];

const HOOK_WORDS: &str =
    "asks for a hook, and hooks are not supported: what it forbids would be allowed";
const LINKING_WORDS: &str = "asks for linking domains, which are not supported: accounts that are to be kept apart would be linked";

static UNSUPPORTED: &[Unsupported] = &[
    Unsupported {
        variable: &CAPTCHA,
        asks: values::switch,
        words: "asks for captchas, which are not supported: nobody would be asked for one",
    },
    Unsupported {
        variable: &ALLOW_LOW_AAL,
        asks: |_value| Ok(true),
        words: "asks for second factors, which are not supported: sessions without one would not end",
    },
    Unsupported {
        variable: &LINKING_DOMAINS,
        asks: |_value| Ok(true),
        words: LINKING_WORDS,
    },
    Unsupported {
        variable: &OWN_LINKING_DOMAIN,
        asks: |_value| Ok(true),
        words: LINKING_WORDS,
    },
    Unsupported {
        variable: &NAMESPACE,
        asks: |value| Ok(value.trim() != "auth"),
        words: "asks for another schema than auth, which is not supported: its users would not be found",
    },
];

/// Whether a full name is a hook's switch: there are as many as Supabase Auth has hooks.
pub(super) fn is_one(name: &str) -> bool {
    let stem = name
        .strip_prefix(OWN_PREFIX)
        .or_else(|| name.strip_prefix(SUPABASE_PREFIX));
    stem.is_some_and(|stem| stem.starts_with("HOOK_") && stem.ends_with("_ENABLED"))
}

/// Refuses, or names in a warning, every setting that asks for what is not there.
pub(super) fn check(reader: &mut Reader<'_>) {
    let is_ignored = reader.value(&IGNORE_UNSUPPORTED, values::switch) == Some(true);
    let source = reader.source();
    for unsupported in UNSUPPORTED {
        if let Some(setting) = source.find(unsupported.variable) {
            judge(reader, unsupported, &setting, is_ignored);
        }
    }
    let hook = Unsupported {
        variable: &HOOKS,
        asks: values::switch,
        words: HOOK_WORDS,
    };
    for setting in hook_switches(source) {
        judge(reader, &hook, &setting, is_ignored);
    }
}

fn judge(
    reader: &mut Reader<'_>,
    unsupported: &Unsupported,
    setting: &Setting<'_>,
    is_ignored: bool,
) {
    let words = unsupported.words;
    let origin = setting.origin.clone();
    match (unsupported.asks)(setting.value) {
        Ok(true) if is_ignored => reader.note(Warning::Unsupported { origin, words }),
        Ok(true) => reader.refuse_at(unsupported.variable, origin, Problem::Unsupported { words }),
        Ok(false) => {}
        Err(problem) => reader.refuse_at(unsupported.variable, origin, problem),
    }
}

/// The switch of each hook that counts.
fn hook_switches(source: &Source) -> Vec<Setting<'_>> {
    let stem = |name: String| {
        let stem = name
            .strip_prefix(OWN_PREFIX)
            .or_else(|| name.strip_prefix(SUPABASE_PREFIX));
        stem.map(str::to_owned)
    };
    let switches = source.origins().filter(|origin| is_one(&origin.name));
    let stems: BTreeSet<String> = switches.filter_map(|origin| stem(origin.name)).collect();
    let names = |stem: &String| {
        [
            format!("{OWN_PREFIX}{stem}"),
            format!("{SUPABASE_PREFIX}{stem}"),
        ]
    };
    stems
        .iter()
        .filter_map(|stem| source.find_all(&names(stem)).into_iter().next())
        .collect()
}
