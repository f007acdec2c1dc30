//! `GET /oauth/authorize` and its page: somebody at a browser agrees, and a code goes back to the app (RFC 6749,
//! section 4.1; OpenID Connect Core 1.0, section 3.1.2).
//!
//! Configuration mistakes show a page with Kakao's KOE code. What else is wrong goes back to the app as `error`. The
//! page's form is posted to the address that it was shown at, which is judged anew.
//!
//! The parts, in reading order:
//!
//! - `request`: what the app asked for, judged.
//! - `page`: what the browser shows, with `html` to write it: the consent and the mistakes.
//! - `form`: what came of the page: who agreed to what.
//! - `origin`: whether the form was sent by our own page.
//! - `browser`: the cookie that remembers who is signed in.
//! - `back`: the way back to the app.
//!
//! For a browser test the page has stable marks, `data-testid`: `consent` (the form), `person-<number>` and
//! `person-new` (choices), `new-number`, `new-nickname`, `new-email` (fields of a new person; all may be left empty),
//! `scope-<item>` (boxes, ticked at first), `agree` and `cancel` (buttons), `problem` (what is wrong with the input). A
//! mistake's page has `koe` on the element that holds the code.

mod back;
mod browser;
mod form;
mod html;
mod origin;
mod page;
mod request;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};

use super::{
    items,
    options::StandInUser,
    refusal::Refusal,
    requests::{CodeRequest, TokenRequest},
    state::{State, lock},
};
pub(super) use back::Back;
pub(super) use browser::forget;
pub(super) use html::style;
pub(super) use page::mistake;
pub(super) use request::known_key;

use form::{Decision, Filled};
use page::Shown;
use request::{Asked, Prompt};

/// Why no page asks for consent.
enum Stop {
    /// A mistake in the app's configuration, which the app must not hear of.
    Page(Refusal),
    /// Anything else, which it must.
    Back {
        to: Back,
        error: &'static str,
        description: &'static str,
    },
}

impl Stop {
    fn response(&self) -> HttpResponse {
        match self {
            Self::Page(refusal) => mistake(refusal),
            Self::Back {
                to,
                error,
                description,
            } => to.with_error(error, description),
        }
    }
}

/// `GET /oauth/authorize`
pub(super) async fn show(state: Data<State>, request: HttpRequest) -> HttpResponse {
    let asked = match Asked::parse(&state, request.query_string()) {
        Ok(asked) => asked,
        Err(stop) => return stop.response(),
    };
    let signed_in = browser::signed_in(&state, &request);
    if asked.prompt == Prompt::None {
        return without_asking(&state, &asked, signed_in.as_ref());
    }
    let accounts = lock(&state.accounts);
    page::consent(&Shown {
        query: request.query_string(),
        asked: &asked,
        people: accounts.people(),
        signed_in: signed_in.as_ref(),
        problem: None,
    })
}

/// `POST /oauth/authorize`, from the page.
pub(super) async fn decide(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    if !origin::is_ours(&request) {
        return page::foreign();
    }
    let asked = match Asked::parse(&state, request.query_string()) {
        Ok(asked) => asked,
        Err(stop) => return stop.response(),
    };
    let filled = match Filled::parse(&body) {
        Ok(filled) => filled,
        Err(refusal) => return mistake(&refusal),
    };
    if filled.decision() == Decision::Cancel {
        return asked.back.with_error("access_denied", "User denied access");
    }
    match filled.person(&state) {
        Ok(person) => agree(&state, &asked, &filled, person),
        Err(problem) => {
            let accounts = lock(&state.accounts);
            page::consent(&Shown {
                query: request.query_string(),
                asked: &asked,
                people: accounts.people(),
                signed_in: None,
                problem: Some(problem),
            })
        }
    }
}

/// The person is signed in here from now on, and goes back with a code.
fn agree(state: &State, asked: &Asked, filled: &Filled, person: StandInUser) -> HttpResponse {
    let (cookie, now) = (state.random_text(), state.clock.now());
    let ticked = filled.ticked(&asked.items);
    let code = code(state, asked, items::shared(&person, &ticked));
    let mut accounts = lock(&state.accounts);
    accounts.sign_in(cookie.clone(), person.id, now);
    accounts.agree(person.id, ticked);
    accounts.take_in(person);
    drop(accounts);
    browser::remember(asked.back.with_code(&code), &cookie, state.speaks_tls)
}

/// `prompt=none` (OpenID Connect Core 1.0, section 3.1.2.1).
fn without_asking(state: &State, asked: &Asked, signed_in: Option<&StandInUser>) -> HttpResponse {
    let Some(person) = signed_in else {
        let words = "nobody is signed in at Kakao in this browser";
        return asked.back.with_error("login_required", words);
    };
    if !lock(&state.accounts).agreed_to(person.id, &asked.items) {
        let words = "the user has not agreed to everything that was asked for";
        return asked.back.with_error("consent_required", words);
    }
    let code = code(state, asked, items::shared(person, &asked.items));
    asked.back.with_code(&code)
}

fn code(state: &State, asked: &Asked, user: StandInUser) -> String {
    let request = CodeRequest {
        token: TokenRequest {
            client_id: Some(asked.client_id.clone()),
            nonce: asked.nonce.clone(),
            ..TokenRequest::of(user)
        },
        redirect_uri: asked.back.redirect_uri().to_owned(),
        code_challenge: asked.challenge.clone(),
    };
    state.keep_code(&request, asked.items.contains(&items::Item::OpenId))
}
