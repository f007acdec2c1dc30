//! The pages: who signs in and what they agree to, and Kakao's error page.

use actix_web::{HttpResponse, http::StatusCode};

use crate::sandbox::{
    items::{ITEMS, Item},
    options::StandInUser,
    refusal::Refusal,
};

use super::{
    form::{NEW, field_of},
    html::{escaped, page},
    request::{Asked, Prompt},
};

/// What the consent page shows.
pub(super) struct Shown<'a> {
    /// The query that the page was asked for with, and posts to again.
    pub(super) query: &'a str,
    pub(super) asked: &'a Asked,
    pub(super) people: &'a [StandInUser],
    pub(super) signed_in: Option<&'a StandInUser>,
    /// What was wrong with the form as it came.
    pub(super) problem: Option<&'static str>,
}

/// The page that asks.
pub(super) fn consent(shown: &Shown<'_>) -> HttpResponse {
    let status = match shown.problem {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    };
    let problem = shown.problem.map_or_else(String::new, |words| {
        format!(
            "<p class=\"problem\" role=\"alert\" data-testid=\"problem\">{}</p>\n",
            escaped(words)
        )
    });
    let main = format!(
        "<h1>카카오 계정으로 로그인<small>Sign in with a Kakao account</small></h1>\n{problem}\
         <form method=\"post\" action=\"?{query}\" data-testid=\"consent\">\n\
         <fieldset><legend>누구로? <span>Who signs in?</span></legend>\n{people}</fieldset>\n\
         <fieldset><legend>동의 항목 <span>What the app may know</span></legend>\n{items}</fieldset>\n\
         <div class=\"buttons\">\n\
         <button class=\"agree\" name=\"decision\" value=\"agree\" data-testid=\"agree\">동의하고 계속하기<span>Agree and continue</span></button>\n\
         <button class=\"cancel\" name=\"decision\" value=\"cancel\" data-testid=\"cancel\" formnovalidate>취소<span>Cancel</span></button>\n\
         </div>\n</form>\n\
         <p class=\"fine\">이후 이동할 곳 · goes back to <code>{to}</code></p>\n",
        query = escaped(shown.query),
        people = people(shown),
        items = items(shown.asked),
        to = escaped(shown.asked.back.redirect_uri()),
    );
    page(status, "연습용 카카오 · stand-in Kakao", &main)
}

/// Kakao's error page for a mistake in the app's configuration.
pub(in crate::sandbox) fn mistake(refusal: &Refusal) -> HttpResponse {
    let (status, error, code) = refusal.facts();
    let main = format!(
        "<h1>앱 관리자 설정 오류<small>The app is set up wrongly</small></h1>\n\
         <p><code data-testid=\"koe\">{code}</code> {error}</p>\n<p>{words}</p>\n",
        code = escaped(code.unwrap_or("")),
        error = escaped(error),
        words = escaped(&refusal.description()),
    );
    page(status, "오류 · error", &main)
}

/// A form that another site's page sent.
pub(super) fn foreign() -> HttpResponse {
    let main = "<h1>거절됨<small>Refused</small></h1>\n\
         <p data-testid=\"koe\">This form was sent by a page of another site.</p>\n";
    page(StatusCode::FORBIDDEN, "거절됨 · refused", main)
}

fn people(shown: &Shown<'_>) -> String {
    let chosen = chosen(shown);
    let mut markup = String::new();
    for person in shown.people {
        markup.push_str(&choice(person, Some(person.id) == chosen));
    }
    let hint = shown
        .asked
        .login_hint
        .as_deref()
        .filter(|_| chosen.is_none());
    markup.push_str(&new_person(chosen.is_none(), hint.unwrap_or("")));
    markup
}

/// The number of the person who is chosen when the page opens; `None` is somebody new.
fn chosen(shown: &Shown<'_>) -> Option<u64> {
    // What is wrong is mostly the description of somebody new.
    if shown.asked.prompt == Prompt::Create || shown.problem.is_some() {
        return None;
    }
    if let Some(hint) = shown.asked.login_hint.as_deref() {
        let by_email = |person: &&StandInUser| person.email.as_deref() == Some(hint);
        return shown.people.iter().find(by_email).map(|person| person.id);
    }
    let signed_in = shown
        .signed_in
        .filter(|_| shown.asked.prompt != Prompt::Login);
    signed_in.or(shown.people.first()).map(|person| person.id)
}

fn choice(person: &StandInUser, is_chosen: bool) -> String {
    let name = person
        .nickname
        .as_deref()
        .unwrap_or("이름 없음 · no nickname");
    let email = person.email.as_deref().unwrap_or("이메일 없음 · no e-mail");
    format!(
        "<label class=\"person\"><input type=\"radio\" name=\"person\" value=\"{id}\" data-testid=\"person-{id}\"{checked}>\
         <i aria-hidden=\"true\">{initial}</i><b>{name}</b><span>{email}</span><span>{id}</span></label>\n",
        id = person.id,
        checked = checked(is_chosen),
        initial = escaped(&name.chars().take(1).collect::<String>()),
        name = escaped(name),
        email = escaped(email),
    )
}

fn new_person(is_chosen: bool, email: &str) -> String {
    let fields = [
        (
            "number",
            "회원번호 · number",
            "비우면 자동 · empty: any",
            "",
        ),
        (
            "nickname",
            "닉네임 · nickname",
            "비우면 없음 · empty: none",
            "",
        ),
        (
            "email",
            "이메일 · e-mail",
            "비우면 없음 · empty: none",
            email,
        ),
    ];
    let fields = fields.map(|(name, label, hint, value)| {
        format!(
            "<label>{label}<input name=\"new_{name}\" value=\"{value}\" placeholder=\"{hint}\" autocomplete=\"off\" \
             data-testid=\"new-{name}\"></label>\n",
            value = escaped(value),
        )
    });
    format!(
        "<label class=\"person\"><input type=\"radio\" name=\"person\" value=\"{NEW}\" data-testid=\"person-new\"{checked}>\
         <i aria-hidden=\"true\">+</i><b>새 사람</b><span>Somebody new</span></label>\n\
         <div class=\"new\">\n{fields}</div>\n",
        checked = checked(is_chosen),
        fields = fields.concat(),
    )
}

fn items(asked: &Asked) -> String {
    let boxes = ITEMS.into_iter().filter(|item| asked.items.contains(item));
    let markup: String = boxes.map(item_box).collect();
    if markup.is_empty() {
        return "<p class=\"fine\">없음 · nothing</p>\n".to_owned();
    }
    markup
}

fn item_box(item: Item) -> String {
    let (name, label) = (item.name(), item.label());
    // Nobody is asked about it, and a disabled box is not sent.
    let disabled = if item == Item::OpenId {
        " disabled"
    } else {
        ""
    };
    format!(
        "<label class=\"item\"><input type=\"checkbox\" name=\"{field}\" value=\"on\" checked{disabled} \
         data-testid=\"scope-{name}\">{label}<span>{name}</span></label>\n",
        field = field_of(item),
    )
}

fn checked(is_chosen: bool) -> &'static str {
    if is_chosen { " checked" } else { "" }
}
