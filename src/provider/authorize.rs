//! Where a browser signs in: the address of the provider's authorization endpoint with a request in it (RFC 6749, section
//! 4.1.1; OpenID Connect Core, section 3.1.2.1).

use super::error::{Fault, Unavailable};
use super::{Discovery, Provider};
use crate::config::kakao::KAKAO_ISSUER;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// Kakao's own endpoint does not move: to ask where it is would make every browser wait for Kakao's document.
const KAKAO_ENDPOINT: &str = "https://kauth.kakao.com/oauth/authorize";

/// What a browser asks the provider for on our behalf.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeRequest<'a> {
    /// The app key that asks.
    pub client_id: &'a str,
    /// Where the provider sends the browser back to, as it is registered there.
    pub redirect_uri: &'a str,
    /// What the user is asked for, separated by blanks.
    pub scope: &'a str,
    /// Comes back with the browser.
    pub state: &'a str,
    /// The nonce of the ID token to come.
    pub nonce: &'a str,
    /// The S256 challenge of ours, where the provider takes one.
    pub code_challenge: Option<&'a str>,
    /// Whatever else the provider knows; none of it beats what stands above.
    pub others: &'a [(String, String)],
}

impl Provider {
    /// The address to send a browser to, its parameters sorted by name.
    pub async fn authorize_address(
        &self,
        request: &AuthorizeRequest<'_>,
        deadline: Duration,
    ) -> Result<String, Unavailable> {
        if self.issuer() == KAKAO_ISSUER {
            return match Url::parse(KAKAO_ENDPOINT) {
                Ok(endpoint) => Ok(address(endpoint, request)),
                Err(_) => Err(missing().into()),
            };
        }
        let discovery = self.discovery(deadline).await?;
        Ok(address(endpoint_of(&discovery)?, request))
    }
}

fn endpoint_of(discovery: &Discovery) -> Result<Url, Fault> {
    discovery.authorization_endpoint.clone().ok_or(missing())
}

fn missing() -> Fault {
    Fault::MissingEndpoint {
        endpoint: "authorization_endpoint",
    }
}

fn address(mut endpoint: Url, request: &AuthorizeRequest<'_>) -> String {
    let own = [
        ("client_id", Some(request.client_id)),
        ("redirect_uri", Some(request.redirect_uri)),
        ("response_type", Some("code")),
        ("scope", Some(request.scope)),
        ("state", Some(request.state)),
        ("nonce", Some(request.nonce)),
        ("code_challenge", request.code_challenge),
        (
            "code_challenge_method",
            request.code_challenge.map(|_| "S256"),
        ),
    ];
    let known: Vec<(String, String)> = endpoint.query_pairs().into_owned().collect();
    let mut parameters: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in known.iter().chain(request.others) {
        parameters.entry(name).or_insert(value);
    }
    for (name, value) in own {
        match value {
            Some(value) => parameters.insert(name, value),
            None => parameters.remove(name),
        };
    }
    endpoint.query_pairs_mut().clear().extend_pairs(parameters);
    endpoint.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>(
        others: &'a [(String, String)],
        challenge: Option<&'a str>,
    ) -> AuthorizeRequest<'a> {
        AuthorizeRequest {
            client_id: "key",
            redirect_uri: "https://auth.example.com/callback?a=b",
            scope: "openid account_email",
            state: "s",
            nonce: "n",
            code_challenge: challenge,
            others,
        }
    }

    fn endpoint(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_parameters_are_sorted_and_escaped() {
        let address = address(endpoint(KAKAO_ENDPOINT), &request(&[], Some("c")));
        assert_eq!(
            address,
            "https://kauth.kakao.com/oauth/authorize?client_id=key&code_challenge=c&code_challenge_method=S256&nonce=n\
             &redirect_uri=https%3A%2F%2Fauth.example.com%2Fcallback%3Fa%3Db&response_type=code\
             &scope=openid+account_email&state=s"
        );
    }

    #[test]
    fn nothing_that_a_client_passes_on_or_a_document_holds_beats_what_is_ours() {
        let others = [
            ("state".to_owned(), "theirs".to_owned()),
            ("code_challenge".to_owned(), "theirs".to_owned()),
            ("prompt".to_owned(), "login&state=x".to_owned()),
        ];
        let endpoint = endpoint("http://127.0.0.1:1/a?z=1&redirect_uri=theirs");
        assert_eq!(
            address(endpoint, &request(&others, None)),
            "http://127.0.0.1:1/a?client_id=key&nonce=n&prompt=login%26state%3Dx\
             &redirect_uri=https%3A%2F%2Fauth.example.com%2Fcallback%3Fa%3Db&response_type=code\
             &scope=openid+account_email&state=s&z=1"
        );
    }
}
