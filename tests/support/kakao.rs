//! The stand-in Kakao, for tests that are no async code themselves.

use super::chance::SeededChance;
use daemun::clock::{Chance, Clock, SystemClock};
use daemun::sandbox::{
    MintedToken, StandIn, StandInKeys, StandInOptions, StandInUser, TokenRequest,
};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;

/// A running stand-in Kakao with one app.
pub struct Kakao {
    stand_in: StandIn,
}

impl Kakao {
    /// The one app's key: the audience of its tokens.
    pub const APP_KEY: &str = "0123456789abcdef0123456789abcdef";

    /// The redirect URI that the app registered: the callback of the service in the process. Those on this machine need
    /// no registration.
    pub const REDIRECT_URI: &str = "https://auth.example.com/auth/v1/callback";

    /// Starts one that tells the machine's time, for tests of the binary.
    pub fn start() -> Self {
        Self::start_with(Arc::new(SystemClock))
    }

    /// Starts one that tells the time of `clock`.
    pub fn start_with(clock: Arc<dyn Clock>) -> Self {
        let options = StandInOptions {
            client_ids: vec![Self::APP_KEY.to_owned()],
            redirect_uris: vec![Self::REDIRECT_URI.to_owned()],
            keys: Some(KEYS.clone()),
            ..StandInOptions::default()
        };
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(1));
        let stand_in = RUNTIME
            .block_on(StandIn::start(options, clock, chance))
            .expect("the stand-in starts");
        Self { stand_in }
    }

    /// A person's ID token without a nonce.
    pub fn id_token_of(&self, person: u64) -> String {
        self.mint(&TokenRequest::of(StandInUser::new(person)))
            .id_token
    }

    /// An ID token as `request` wants it.
    pub fn mint(&self, request: &TokenRequest) -> MintedToken {
        self.stand_in
            .mint_id_token(request)
            .expect("the stand-in mints")
    }
}

impl Deref for Kakao {
    type Target = StandIn;

    fn deref(&self) -> &StandIn {
        &self.stand_in
    }
}

/// Starting needs a runtime; the stand-in then runs in a thread of its own.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// Made once a process: RSA keys take their time.
static KEYS: LazyLock<StandInKeys> =
    LazyLock::new(|| StandInKeys::generate(&SeededChance::new(2)).expect("keys can be made"));
