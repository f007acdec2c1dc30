//! The people with a Kakao account, the browsers in which one of them is signed in, and what each agreed to.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::{items::Item, options::StandInUser, shelf::Shelf};

/// How long a browser stays signed in at the stand-in.
const SIGNED_IN: TimeDelta = TimeDelta::hours(12);

/// What the consent page remembers.
pub(super) struct Accounts {
    people: Vec<StandInUser>,
    browsers: Shelf<u64>,
    consents: HashMap<u64, BTreeSet<Item>>,
}

impl Accounts {
    /// Of these people; if there are none, of the sample person.
    pub(super) fn of(users: &[StandInUser]) -> Self {
        let people = match users {
            [] => vec![StandInUser::sample()],
            some => some.to_vec(),
        };
        Self {
            people,
            browsers: Shelf::new(),
            consents: HashMap::new(),
        }
    }

    pub(super) fn people(&self) -> &[StandInUser] {
        &self.people
    }

    pub(super) fn find(&self, id: u64) -> Option<&StandInUser> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Takes in a person, in place of one with the same number.
    pub(super) fn take_in(&mut self, new: StandInUser) {
        match self.people.iter_mut().find(|person| person.id == new.id) {
            Some(known) => *known = new,
            None => self.people.push(new),
        }
    }

    /// Who is signed in where this cookie comes from.
    pub(super) fn signed_in(&self, cookie: &str, now: DateTime<Utc>) -> Option<&StandInUser> {
        let (id, _) = self.browsers.find(cookie, now)?;
        self.find(*id)
    }

    pub(super) fn sign_in(&mut self, cookie: String, id: u64, now: DateTime<Utc>) {
        self.browsers.put(cookie, id, now + SIGNED_IN, now);
    }

    pub(super) fn sign_out(&mut self, cookie: &str) {
        self.browsers.remove(cookie);
    }

    /// Whether the person agreed to all of these items.
    pub(super) fn agreed_to(&self, id: u64, items: &BTreeSet<Item>) -> bool {
        let agreed = self.consents.get(&id);
        agreed.is_some_and(|agreed| items.is_subset(agreed))
    }

    /// The items count from now on, in place of those from before.
    pub(super) fn agree(&mut self, id: u64, items: BTreeSet<Item>) {
        self.consents.insert(id, items);
    }

    /// Takes the consent back; whether there was one.
    pub(super) fn unlink(&mut self, id: u64) -> bool {
        self.consents.remove(&id).is_some()
    }
}
