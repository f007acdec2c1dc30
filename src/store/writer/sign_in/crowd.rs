//! Everybody whom a batch may concern, and which of its members each account concerns.
//!
//! An account is handed to one member at most, whatever comes of it: another that needs it waits for the next batch, which
//! reads it anew.

use super::SignInJob;
use crate::domain::{Account, Identity};
use std::collections::HashMap;

/// Accounts, each as long as no member has it.
pub(super) struct Crowd {
    accounts: Vec<Option<Account>>,
    /// For each member, the places of the accounts that concern it.
    concerning: Vec<Vec<usize>>,
}

impl Crowd {
    /// Sorts out whom the `accounts` concern: whoever has a member's identity; where nobody has, or it is to be linked, those
    /// who have its e-mail; and whoever it is to be linked to.
    pub(super) fn new(jobs: &[&SignInJob], accounts: Vec<Account>) -> Self {
        let mut concerning = vec![Vec::new(); jobs.len()];
        note_owners(jobs, &accounts, &mut concerning);
        note_holders(jobs, &accounts, &mut concerning);
        note_targets(jobs, &accounts, &mut concerning);
        Self {
            accounts: accounts.into_iter().map(Some).collect(),
            concerning,
        }
    }

    /// Hands over every account that concerns the member at this place; `None` if another has one of them.
    pub(super) fn take(&mut self, member: usize) -> Option<Vec<Account>> {
        let places = self.concerning.get(member)?;
        let is_there = |place: &usize| self.accounts.get(*place).is_some_and(Option::is_some);
        if !places.iter().all(is_there) {
            return None;
        }
        let take = |place: &usize| self.accounts.get_mut(*place)?.take();
        Some(places.iter().filter_map(take).collect())
    }
}

fn note_owners(jobs: &[&SignInJob], accounts: &[Account], concerning: &mut [Vec<usize>]) {
    let subjects: HashMap<(&str, &str), usize> = (0..)
        .zip(jobs)
        .map(|(member, job)| (subject_of(job), member))
        .collect();
    for (place, account) in accounts.iter().enumerate() {
        for identity in &account.identities {
            let subject = (identity.provider.as_str(), identity.provider_id.as_str());
            note(concerning, subjects.get(&subject), place);
        }
    }
}

fn subject_of(job: &SignInJob) -> (&str, &str) {
    (&job.profile.provider, job.profile.subject.as_str())
}

fn note_holders(jobs: &[&SignInJob], accounts: &[Account], concerning: &mut [Vec<usize>]) {
    let emails: HashMap<&str, usize> = (0..)
        .zip(jobs)
        .zip(&*concerning)
        .filter(|((_, job), owner)| owner.is_empty() || job.link_to.is_some())
        .filter_map(|((member, job), _)| Some((job.profile.email.as_deref()?, member)))
        .collect();
    if emails.is_empty() {
        return;
    }
    for (place, account) in accounts.iter().enumerate() {
        let own = account.user.email.as_deref();
        note(concerning, own.and_then(|own| emails.get(own)), place);
        for email in account.identities.iter().filter_map(Identity::email) {
            note(concerning, emails.get(email.as_str()), place);
        }
    }
}

/// Links are rare: nothing is made ready for them.
fn note_targets(jobs: &[&SignInJob], accounts: &[Account], concerning: &mut [Vec<usize>]) {
    for (member, job) in jobs.iter().enumerate() {
        let is_target = |account: &Account| Some(account.user.id) == job.link_to;
        if job.link_to.is_some()
            && let Some(place) = accounts.iter().position(is_target)
        {
            note(concerning, Some(&member), place);
        }
    }
}

fn note(concerning: &mut [Vec<usize>], member: Option<&usize>, place: usize) {
    if let Some(places) = member.and_then(|member| concerning.get_mut(*member))
        && !places.contains(&place)
    {
        places.push(place);
    }
}

#[cfg(test)]
mod tests;
