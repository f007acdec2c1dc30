//! A redirect flow: from `/authorize` to the provider, back to `/callback`, and with PKCE on to the exchange.
//!
//! A flow goes forward only, each step once: begun, come back, and redeemed or gone. Which steps are left is decided here,
//! under the lock of the flow's row; the same decisions hold for rows that Supabase Auth wrote.

mod challenge;

pub use challenge::{Challenge, ChallengeFault, ChallengeMethod, s256};

use super::{FlowId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

/// `authentication_method` of a flow through a provider.
pub const OAUTH: &str = "oauth";

/// A flow as its row has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Flow {
    /// `state` on the way to the provider and back.
    pub id: FlowId,
    /// Who came back; `None` before.
    pub user: Option<UserId>,
    /// The code for the exchange; `None` in the implicit flow.
    pub auth_code: Option<String>,
    /// What the exchange must prove; `None` in the implicit flow.
    pub challenge: Option<Challenge>,
    /// `kakao`, or a provider of Supabase Auth's.
    pub provider: String,
    /// `oauth`, or another way of Supabase Auth's.
    pub authentication_method: String,
    /// The provider's access token as it is kept; empty if there is none.
    pub provider_token: String,
    /// The provider's refresh token as it is kept; empty if there is none.
    pub provider_refresh_token: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When its callback was claimed.
    pub came_back_at: Option<DateTime<Utc>>,
    /// The invitation that it answers.
    pub invite_token: Option<String>,
    /// Where the browser goes in the end.
    pub referrer: Option<String>,
    /// The user whom the identity is to be linked to, instead of a sign-in.
    pub linking_target: Option<UserId>,
    /// Whether the provider need not share an e-mail.
    pub email_optional: bool,
}

/// Why a state that a browser brought back leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRefusal {
    /// It is of no flow through a provider.
    #[error("no such flow")]
    NotFound,
    /// The flow took too long.
    #[error("the flow has expired")]
    Expired,
    /// It has come back before.
    #[error("the flow has come back before")]
    AlreadyUsed,
}

/// What becomes of a flow's row once its callback is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// It waits for the exchange.
    AwaitsExchange,
    /// The callback is its last step: the row goes at once.
    Ends,
}

/// Why a code is not exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeRefusal {
    /// There is no such code, or nobody has come back with its flow yet.
    #[error("no valid flow has this code")]
    NotFound,
    /// The flow took too long.
    #[error("the flow has expired")]
    Expired,
    /// The verifier is not the challenge's. The code stays good.
    #[error("the verifier does not fit the challenge")]
    BadVerifier,
}

impl Flow {
    /// Whether tokens wait for an exchange that proves who began the flow. Half of what that takes, in a row that somebody
    /// else wrote, makes no implicit flow: it hands out nothing then.
    pub fn is_pkce(&self) -> bool {
        self.challenge.is_some() || self.auth_code.is_some()
    }

    /// What a callback at `now` may do, and what it makes of the row.
    pub fn come_back(
        &self,
        expiry: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Claimed, CallbackRefusal> {
        if self.authentication_method != OAUTH {
            return Err(CallbackRefusal::NotFound);
        }
        if self.is_expired(expiry, now) {
            return Err(CallbackRefusal::Expired);
        }
        if self.user.is_some() || self.came_back_at.is_some() {
            return Err(CallbackRefusal::AlreadyUsed);
        }
        Ok(if self.is_pkce() {
            Claimed::AwaitsExchange
        } else {
            Claimed::Ends
        })
    }

    /// Whose session `verifier` opens at `now`.
    pub fn redeem(
        &self,
        verifier: &str,
        expiry: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<UserId, ExchangeRefusal> {
        let is_ours = self.authentication_method == OAUTH;
        let (Some(user), Some(challenge), true) = (self.user, &self.challenge, is_ours) else {
            return Err(ExchangeRefusal::NotFound);
        };
        if self.is_expired(expiry, now) {
            return Err(ExchangeRefusal::Expired);
        }
        if !challenge.is_met_by(verifier) {
            return Err(ExchangeRefusal::BadVerifier);
        }
        Ok(user)
    }

    /// At the very instant of its end a flow is not over yet.
    fn is_expired(&self, expiry: TimeDelta, now: DateTime<Utc>) -> bool {
        now - self.created_at > expiry
    }
}

#[cfg(test)]
mod tests;
