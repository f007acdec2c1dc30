//! What the app asked for by sending the browser here, judged in Kakao's order: first what shows a page, then what goes
//! back to the app.

use std::collections::BTreeSet;

use crate::sandbox::{
    form::Form,
    items::{self, Item},
    refusal::Refusal,
    state::State,
};

use super::{Stop, back::Back};

/// The length of a SHA-256 in base64url (RFC 7636, section 4.2).
const CHALLENGE_LENGTH: usize = 43;

/// A request for consent that can be answered.
pub(super) struct Asked {
    pub(super) client_id: String,
    pub(super) back: Back,
    pub(super) items: BTreeSet<Item>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<String>,
    pub(super) prompt: Prompt,
    /// The e-mail address of who is expected.
    pub(super) login_hint: Option<String>,
}

/// What `prompt` asks for, as far as it makes a difference here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// The page, with whoever is signed in chosen.
    Usual,
    /// No page at all.
    None,
    /// The page, with nobody's being signed in taken into account.
    Login,
    /// The page, with a new person chosen.
    Create,
}

impl Asked {
    pub(super) fn parse(state: &State, query: &str) -> Result<Self, Stop> {
        let form = Form::parse(query.as_bytes()).map_err(Stop::Page)?;
        let client_id = known_key(state, &form).map_err(Stop::Page)?;
        let back = registered(state, &form).map_err(Stop::Page)?;
        let items = items::parse(form.find("scope"))
            .map_err(|item| Stop::Page(Refusal::UnknownItem { item }))?;
        let wrong = |description| Stop::Back {
            to: back.clone(),
            error: "invalid_request",
            description,
        };
        if form.find("response_type") != Some("code") {
            return Err(wrong("response_type must be code"));
        }
        let prompt = prompt(form.find("prompt")).map_err(wrong)?;
        let challenge = challenge(&form).map_err(wrong)?;
        let text = |name| form.find(name).map(str::to_owned);
        Ok(Self {
            client_id,
            items,
            nonce: text("nonce"),
            challenge,
            prompt,
            login_hint: text("login_hint"),
            back,
        })
    }
}

pub(in crate::sandbox) fn known_key(state: &State, form: &Form) -> Result<String, Refusal> {
    let client_id = form.required("client_id")?.to_owned();
    if state.client_ids.contains(&client_id) {
        return Ok(client_id);
    }
    Err(Refusal::UnknownKey { client_id })
}

fn registered(state: &State, form: &Form) -> Result<Back, Refusal> {
    let redirect_uri = form.required("redirect_uri")?;
    Back::registered(state, redirect_uri, form.find("state"))
}

fn prompt(text: Option<&str>) -> Result<Prompt, &'static str> {
    let asked: Vec<&str> = text
        .unwrap_or("")
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    match asked.as_slice() {
        [] | ["select_account"] => Ok(Prompt::Usual),
        ["none"] => Ok(Prompt::None),
        several if several.contains(&"none") => Err("prompt=none stands alone"),
        several if several.contains(&"create") => known(several, Prompt::Create),
        several => known(several, Prompt::Login),
    }
}

fn known(asked: &[&str], prompt: Prompt) -> Result<Prompt, &'static str> {
    const KNOWN: [&str; 3] = ["login", "create", "select_account"];
    let all_known = asked.iter().all(|word| KNOWN.contains(word));
    all_known
        .then_some(prompt)
        .ok_or("prompt holds a word that is not known")
}

/// S256 is the only method that the discovery document names.
fn challenge(form: &Form) -> Result<Option<String>, &'static str> {
    match (
        form.find("code_challenge"),
        form.find("code_challenge_method"),
    ) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) if is_challenge(challenge) => {
            Ok(Some(challenge.to_owned()))
        }
        (Some(_), Some("S256")) => Err("code_challenge is no SHA-256 in base64url"),
        (None, Some(_)) => Err("code_challenge_method without code_challenge"),
        (Some(_), _) => Err("code_challenge_method must be S256"),
    }
}

fn is_challenge(text: &str) -> bool {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == CHALLENGE_LENGTH && text.bytes().all(is_base64url)
}
