//! What came of the page: the button that was pressed, the person chosen or described, the boxes ticked.

use std::collections::BTreeSet;

use crate::sandbox::{
    form::Form,
    items::Item,
    options::StandInUser,
    refusal::Refusal,
    state::{State, lock},
};

/// The choice that stands for a person who is not known yet.
pub(super) const NEW: &str = "new";

/// The page's form, filled in.
pub(super) struct Filled(Form);

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Agree,
    Cancel,
}

impl Filled {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        Form::parse(body).map(Self)
    }

    /// Nothing but the one word is an agreement.
    pub(super) fn decision(&self) -> Decision {
        match self.0.find("decision") {
            Some("agree") => Decision::Agree,
            _ => Decision::Cancel,
        }
    }

    /// The person who agrees. `Err` holds what is wrong, in words for the page.
    pub(super) fn person(&self, state: &State) -> Result<StandInUser, &'static str> {
        match self.0.find("person") {
            Some(NEW) => self.new_person(state),
            Some(id) => {
                let known = |id| lock(&state.accounts).find(id).cloned();
                let found = number(id).and_then(known);
                found.ok_or("이 사람은 없습니다. Nobody here has this number.")
            }
            None => Err("누구로 로그인할지 골라 주세요. Choose who signs in."),
        }
    }

    /// Those of the items asked for that were ticked; nobody is asked about `openid`.
    pub(super) fn ticked(&self, asked: &BTreeSet<Item>) -> BTreeSet<Item> {
        let is_ticked =
            |item: &Item| *item == Item::OpenId || self.0.find(&field_of(*item)).is_some();
        asked.iter().copied().filter(is_ticked).collect()
    }

    fn new_person(&self, state: &State) -> Result<StandInUser, &'static str> {
        let id = match self.0.find("new_number").map(str::trim) {
            None | Some("") => new_number(state),
            Some(text) => number(text).ok_or(
                "회원번호는 숫자입니다. The number must be a whole one below 2^64, without sign or leading zeros.",
            )?,
        };
        let email = self.trimmed("new_email");
        if email.as_deref().is_some_and(|email| !email.contains('@')) {
            return Err("이메일 주소가 아닙니다. This is no e-mail address.");
        }
        Ok(StandInUser {
            nickname: self.trimmed("new_nickname"),
            email,
            ..StandInUser::new(id)
        })
    }

    fn trimmed(&self, name: &str) -> Option<String> {
        let text = self.0.find(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// The name of an item's box.
pub(super) fn field_of(item: Item) -> String {
    format!("scope_{}", item.name())
}

/// A user's number as it is written: written another way it would come back changed.
fn number(text: &str) -> Option<u64> {
    match text.parse::<u64>() {
        Ok(id) if id.to_string() == text => Some(id),
        Ok(_) | Err(_) => None,
    }
}

/// A number of ten digits, as many of Kakao's have.
fn new_number(state: &State) -> u64 {
    let mut bytes = [0_u8; 8];
    state.chance.fill(&mut bytes);
    1_000_000_000 + u64::from_le_bytes(bytes) % 9_000_000_000
}
