//! What people do, all at once, each by the numbers of their own die, so that a run can be repeated as far as threads can be.

use crate::support::client::Response;
use crate::town::{Town, as_admin};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::thread;
use url::Url;

/// The verifier of every flow: whose code it is matters here, not whose verifier.
const VERIFIER: &str = "a-verifier-that-everybody-in-this-town-knows-by-heart";
/// Its S256 challenge.
const CHALLENGE: &str = "m5GMxjFGwbtH1aOcGorU4Bm62OBsrGse7zNhoS2InO0";

/// One thing that somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    SignIn,
    Refresh,
    Link,
    Unlink,
    BeginFlow,
    ExchangeCode,
    Anonymous,
    LinkAnonymous,
    ChangeData,
    SignOut,
    Ban,
    Delete,
    DeleteSoftly,
}

impl Doing {
    pub const ALL: &'static [Self] = &[
        Self::SignIn,
        Self::SignIn,
        Self::SignIn,
        Self::Refresh,
        Self::Refresh,
        Self::Link,
        Self::Link,
        Self::Link,
        Self::Unlink,
        Self::Unlink,
        Self::Unlink,
        Self::BeginFlow,
        Self::ExchangeCode,
        Self::ExchangeCode,
        Self::Anonymous,
        Self::LinkAnonymous,
        Self::ChangeData,
        Self::SignOut,
        Self::Ban,
        Self::Delete,
        Self::DeleteSoftly,
    ];
}

/// Askers who share a town.
pub struct Crowd<'t> {
    town: &'t Town,
    askers: u64,
}

/// How often each doing was answered how.
#[derive(Default)]
pub struct Done(BTreeMap<(Doing, u16), usize>);

impl<'t> Crowd<'t> {
    pub fn of(town: &'t Town, askers: u64) -> Self {
        Self { town, askers }
    }

    /// Everybody does `steps` things out of `doings`. No answer may be a failure of ours.
    pub fn run(&self, steps: usize, doings: &[Doing]) -> Done {
        let mut all = Done::default();
        thread::scope(|scope| {
            let askers: Vec<_> = (0..self.askers)
                .map(|number| scope.spawn(move || self.ask(number, steps, doings)))
                .collect();
            for asker in askers {
                let done = asker.join().expect("no asker panics");
                for (key, times) in done.0 {
                    *all.0.entry(key).or_default() += times;
                }
            }
        });
        all
    }

    fn ask(&self, number: u64, steps: usize, doings: &[Doing]) -> Done {
        let mut die = Die(number);
        let mut done = Done::default();
        for _ in 0..steps {
            let sides = u64::try_from(doings.len()).expect("a few");
            let side = usize::try_from(die.roll() % sides).expect("a few");
            let doing = *doings.get(side).expect("within");
            if let Some(answer) = self.act(doing, &mut die) {
                assert!(answer.status < 500, "{doing:?} was answered {answer}");
                *done.0.entry((doing, answer.status)).or_default() += 1;
            }
        }
        done
    }

    /// `None` where there is nothing yet to do it with.
    fn act(&self, doing: Doing, die: &mut Die) -> Option<Response> {
        let town = self.town;
        let node = town.node(die.roll());
        match doing {
            Doing::SignIn => {
                let body = json!({ "provider": "kakao", "id_token": town.id_token(die.roll()) });
                let answer = node.post("/token?grant_type=id_token").json(&body).send();
                town.keep_session(&answer);
                Some(answer)
            }
            Doing::Refresh => {
                let body = json!({ "refresh_token": token(&town.a_session(die.roll())?, "refresh_token") });
                let answer = node
                    .post("/token?grant_type=refresh_token")
                    .json(&body)
                    .send();
                town.keep_session(&answer);
                Some(answer)
            }
            Doing::Link => Some(self.link(&town.a_session(die.roll())?, die)),
            Doing::Unlink => self.unlink(&town.a_session(die.roll())?, die),
            Doing::BeginFlow => Some(self.begin_flow(die)),
            Doing::ExchangeCode => {
                let body =
                    json!({ "auth_code": town.a_code(die.roll())?, "code_verifier": VERIFIER });
                let answer = node.post("/token?grant_type=pkce").json(&body).send();
                town.keep_session(&answer);
                Some(answer)
            }
            Doing::Anonymous => {
                let answer = node.post("/signup").json(&json!({})).send();
                town.keep_session(&answer);
                Some(answer)
            }
            Doing::LinkAnonymous => {
                let session = node.post("/signup").json(&json!({})).send().expect(200);
                Some(self.link(&session.json(), die))
            }
            Doing::ChangeData => {
                let session = town.a_session(die.roll())?;
                let body = json!({ "data": { "roll": die.roll(), "gone": null } });
                let put = node.request("PUT", "/user").json(&body);
                Some(put.bearer(&token(&session, "access_token")).send())
            }
            Doing::SignOut => {
                let scope = ["global", "local", "others"][usize::try_from(die.roll() % 3).ok()?];
                let session = town.a_session(die.roll())?;
                let post = node.post(&format!("/logout?scope={scope}"));
                Some(post.bearer(&token(&session, "access_token")).send())
            }
            Doing::Ban => {
                let body = json!({ "ban_duration": if die.roll().is_multiple_of(3) { "24h" } else { "none" } });
                let target = format!("/admin/users/{}", town.a_user(die.roll())?);
                Some(as_admin(node.request("PUT", &target).json(&body)).send())
            }
            Doing::Delete | Doing::DeleteSoftly => {
                let body = json!({ "should_soft_delete": doing == Doing::DeleteSoftly });
                let target = format!("/admin/users/{}", town.a_user(die.roll())?);
                Some(as_admin(node.request("DELETE", &target).json(&body)).send())
            }
        }
    }

    fn link(&self, session: &Value, die: &mut Die) -> Response {
        let body = json!({
            "provider": "kakao",
            "id_token": self.town.linkable(die.roll()),
            "link_identity": true,
        });
        let node = self.town.node(die.roll());
        let post = node.post("/token?grant_type=id_token").json(&body);
        let answer = post.bearer(&token(session, "access_token")).send();
        self.town.keep_session(&answer);
        answer
    }

    fn unlink(&self, session: &Value, die: &mut Die) -> Option<Response> {
        let node = self.town.node(die.roll());
        let bearer = token(session, "access_token");
        let user = node.get("/user").bearer(&bearer).send();
        if user.status != 200 {
            return Some(user);
        }
        let user = user.json();
        let identities = user["identities"].as_array()?;
        let count = u64::try_from(identities.len())
            .ok()
            .filter(|count| *count > 0)?;
        let identity = identities.get(usize::try_from(die.roll() % count).ok()?)?;
        let target = format!("/user/identities/{}", token(identity, "identity_id"));
        Some(node.request("DELETE", &target).bearer(&bearer).send())
    }

    /// Up to the code of ours, which anybody may then exchange.
    fn begin_flow(&self, die: &mut Die) -> Response {
        let target = format!(
            "/authorize?provider=kakao&code_challenge={CHALLENGE}&code_challenge_method=s256"
        );
        let sent = self.town.node(die.roll()).get(&target).send().expect(302);
        let kakao = location(&sent);
        let parameter = |name: &str| {
            let mut pairs = kakao.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let code = self.town.kakao_code(die.roll(), parameter("nonce"));
        let state = parameter("state").expect("a flow has a state");
        let target = format!("/callback?code={code}&state={state}");
        let answer = self.town.node(die.roll()).get(&target).send();
        let back = location(&answer);
        if let Some((_, code)) = back.query_pairs().find(|(key, _)| key == "code") {
            self.town.keep_code(code.into_owned());
        }
        answer
    }
}

impl Done {
    /// Without this a run in which everything is refused would show nothing.
    #[track_caller]
    pub fn each_succeeded_at_least_once(&self, doings: &[Doing]) {
        for doing in doings {
            let succeeded = self
                .0
                .keys()
                .any(|(done, status)| done == doing && *status < 400);
            assert!(succeeded, "no {doing:?} succeeded: {:?}", self.0);
        }
    }
}

fn token(holder: &Value, member: &str) -> String {
    let text = holder.get(member).and_then(Value::as_str);
    text.unwrap_or_else(|| panic!("no {member} in {holder}"))
        .to_owned()
}

fn location(answer: &Response) -> Url {
    let location = answer.header("location");
    let location = location.unwrap_or_else(|| panic!("no Location in {answer}"));
    Url::parse(location).expect("an absolute URL")
}

/// Numbers that depend on the asker alone (`SplitMix64`).
struct Die(u64);

impl Die {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> 8
    }
}
