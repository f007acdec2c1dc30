//! What the stand-in knows: who it claims to be, its keys, and what it handed out.
//!
//! Everything lives in memory and is gone when it stops. No lock is held while a token is signed.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::TimeDelta;

use crate::{
    clock::{Chance, Clock},
    config::Secret,
};

use super::{
    accounts::Accounts,
    claims::{Header, IdTokenClaims, Login},
    error::SandboxError,
    faults::Faults,
    hosts::{Hosts, parse_issuer},
    keys::{KeyChoice, SandboxKey, Scheme, StandInKeys},
    options::{StandInOptions, StandInUser},
    requests::{CodeRequest, MintedToken, TokenRequest, hex},
    shelf::Shelf,
};

/// How long a code can be exchanged. Kakao does not say; RFC 6749, section 4.1.2, recommends no more than this.
const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);

/// How long an access token is good for.
pub(super) const ACCESS_LIFE: TimeDelta = TimeDelta::seconds(21_600);

/// Everything that a request may need.
pub(super) struct State {
    pub(super) issuer: String,
    /// The origin of the endpoints in the discovery document.
    pub(super) base: String,
    pub(super) hosts: Hosts,
    pub(super) client_ids: Vec<String>,
    /// The first of `client_ids`.
    pub(super) default_client: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) admin_key: Option<Secret>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) speaks_tls: bool,
    pub(super) users: Vec<StandInUser>,
    pub(super) faults: Faults,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Arc<dyn Chance>,
    pub(super) keys: Mutex<StandInKeys>,
    pub(super) foreign: Mutex<Option<Arc<SandboxKey>>>,
    pub(super) accounts: Mutex<Accounts>,
    pub(super) codes: Mutex<Shelf<Code>>,
    pub(super) access_tokens: Mutex<Shelf<Login>>,
    pub(super) refresh_tokens: Mutex<Shelf<Renewable>>,
    logins: AtomicU64,
}

/// What a code stands for.
pub(super) struct Code {
    pub(super) login: Login,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    /// Whether an ID token was asked for.
    pub(super) openid: bool,
}

/// What a refresh token stands for.
#[derive(Clone)]
pub(super) struct Renewable {
    pub(super) login: Login,
    /// Whether the first answer had an ID token: only then do later ones.
    pub(super) has_id_token: bool,
}

impl State {
    /// Of a server that listens at `url`.
    pub(super) fn new(
        options: StandInOptions,
        url: &str,
        keys: StandInKeys,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, SandboxError> {
        let default_client = options.client_ids.first().cloned();
        let issuer = options.issuer.as_deref();
        let speaks_tls = options.tls.is_some();
        let parsed = issuer.map(|it| parse_issuer(it, speaks_tls)).transpose()?;
        Ok(Self {
            issuer: issuer.unwrap_or(url).to_owned(),
            // The certificate is in the issuer's name; over http there is nothing but the address.
            base: issuer.filter(|_| speaks_tls).unwrap_or(url).to_owned(),
            hosts: Hosts::of(parsed.as_ref()),
            default_client: default_client.ok_or(SandboxError::NoClientId)?,
            client_ids: options.client_ids,
            client_secret: options.client_secret,
            admin_key: options.admin_key,
            redirect_uris: options.redirect_uris,
            speaks_tls,
            accounts: Mutex::new(Accounts::of(&options.users)),
            users: options.users,
            faults: Faults::new(),
            clock,
            chance,
            keys: Mutex::new(keys),
            foreign: Mutex::new(None),
            codes: Mutex::new(Shelf::new()),
            access_tokens: Mutex::new(Shelf::new()),
            refresh_tokens: Mutex::new(Shelf::new()),
            logins: AtomicU64::new(0),
        })
    }

    /// The ID token of a login, issued now.
    pub(super) fn id_token(&self, login: &Login) -> Result<String, SandboxError> {
        let key = Arc::clone(&lock(&self.keys).signing);
        let header = serde_json::to_vec(&Header::new(key.kid())).map_err(SandboxError::Json)?;
        let claims = IdTokenClaims::new(&self.issuer, login, self.clock.now());
        let claims = serde_json::to_vec(&claims).map_err(SandboxError::Json)?;
        key.sign(Scheme::Rs256, &header, &claims)
    }

    /// A new access token of a login.
    pub(super) fn access_token(&self, login: &Login) -> String {
        let (token, now) = (self.random_text(), self.clock.now());
        lock(&self.access_tokens).put(token.clone(), login.clone(), now + ACCESS_LIFE, now);
        token
    }

    pub(super) fn mint_id_token(
        &self,
        request: &TokenRequest,
    ) -> Result<MintedToken, SandboxError> {
        let login = self.login(request);
        Ok(MintedToken {
            id_token: self.id_token(&login)?,
            access_token: self.access_token(&login),
        })
    }

    pub(super) fn mint_code(&self, request: &CodeRequest) -> String {
        self.keep_code(request, true)
    }

    /// A code that is good for an ID token only with `openid`.
    pub(super) fn keep_code(&self, request: &CodeRequest, openid: bool) -> String {
        let (text, now) = (self.random_text(), self.clock.now());
        let code = Code {
            login: self.login(&request.token),
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.code_challenge.clone(),
            openid,
        };
        lock(&self.codes).put(text.clone(), code, now + CODE_LIFE, now);
        text
    }

    /// Ends the access and refresh tokens of these logins; whether there were any.
    pub(super) fn end_tokens(&self, which: impl Fn(&Login) -> bool) -> bool {
        let now = self.clock.now();
        let access = lock(&self.access_tokens).remove_all(now, &which);
        let refresh = lock(&self.refresh_tokens).remove_all(now, |it| which(&it.login));
        access > 0 || refresh > 0
    }

    pub(super) fn key(&self, choice: KeyChoice) -> Result<Arc<SandboxKey>, SandboxError> {
        match choice {
            KeyChoice::Signing => Ok(Arc::clone(&lock(&self.keys).signing)),
            KeyChoice::Other => Ok(Arc::clone(&lock(&self.keys).other)),
            KeyChoice::Foreign => self.foreign_key(),
        }
    }

    /// Random text that is good for a code or a token.
    pub(super) fn random_text(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.chance.fill(&mut bytes);
        hex(&bytes)
    }

    fn login(&self, request: &TokenRequest) -> Login {
        let client_id = request.client_id.as_ref().unwrap_or(&self.default_client);
        Login {
            user: request.user.clone(),
            client_id: client_id.clone(),
            nonce: request.nonce.clone(),
            expires_in: request.expires_in,
            at: self.clock.now(),
            serial: self.logins.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn foreign_key(&self) -> Result<Arc<SandboxKey>, SandboxError> {
        let mut foreign = lock(&self.foreign);
        if let Some(key) = foreign.as_ref() {
            return Ok(Arc::clone(key));
        }
        let key = Arc::new(SandboxKey::generate(self.chance.as_ref())?);
        *foreign = Some(Arc::clone(&key));
        Ok(key)
    }
}

/// Takes a lock; one that a panic left behind is as good as any, since no change is ever half made under it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
