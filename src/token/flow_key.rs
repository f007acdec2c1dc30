//! The key of our redirect flows: a flow's nonce and its PKCE verifier towards the provider are HMACs of the flow's id
//! under it, so that neither has to be stored and neither can be guessed from the id, which is public.

use crate::clock::Chance;
use crate::domain::FlowId;
use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

const LENGTH: usize = 32;

/// 32 random bytes, the same on every node. It has no Debug and no Display.
pub struct FlowKey(hmac::Key);

/// The text is not 32 bytes in base64url without padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key of redirect flows is not 32 bytes in base64url without padding")]
pub struct MalformedFlowKey;

impl FlowKey {
    /// A new key in the form in which it is kept, before any encryption: base64url without padding.
    pub fn generate(chance: &dyn Chance) -> String {
        let mut bytes = [0; LENGTH];
        chance.fill(&mut bytes);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a key as it is kept, after any encryption is off.
    pub fn parse(text: &str) -> Result<Self, MalformedFlowKey> {
        // The decoder's message would repeat a byte of the key.
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.or(Err(MalformedFlowKey))?;
        if bytes.len() != LENGTH {
            return Err(MalformedFlowKey);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The nonce of the ID token that the flow is to bring (OpenID Connect Core, section 15.5.2): 43 characters.
    pub fn nonce(&self, flow: FlowId) -> String {
        self.derive("nonce", flow)
    }

    /// The flow's verifier towards the provider (RFC 7636, section 4.1): 43 characters.
    pub fn verifier(&self, flow: FlowId) -> String {
        self.derive("verifier", flow)
    }

    /// The label keeps what is derived for one purpose, and may be seen, from being good for another.
    fn derive(&self, label: &str, flow: FlowId) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(label.as_bytes());
        context.update(&[0]);
        context.update(flow.0.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(context.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn flow(number: u128) -> FlowId {
        FlowId(Uuid::from_u128(number))
    }

    #[test]
    fn what_is_derived_is_the_same_on_every_node_and_another_for_each_flow_and_purpose() {
        let (one, other) = (FlowKey::parse(KEY).unwrap(), FlowKey::parse(KEY).unwrap());
        assert_eq!(one.nonce(flow(1)), other.nonce(flow(1)));
        assert_ne!(one.nonce(flow(1)), one.nonce(flow(2)));
        assert_ne!(one.nonce(flow(1)), one.verifier(flow(1)));
        let next = FlowKey::parse(&KEY.replace("AAEC", "AQEC")).unwrap();
        assert_ne!(one.nonce(flow(1)), next.nonce(flow(1)));
    }

    #[test]
    fn a_verifier_is_as_long_as_the_specification_wants_it() {
        assert_eq!(FlowKey::parse(KEY).unwrap().verifier(flow(1)).len(), 43);
    }

    #[test]
    fn what_is_not_32_bytes_is_no_key() {
        for text in [
            "",
            "AAEC",
            "not base64url!",
            &format!("{KEY}AA"),
            &format!("{KEY}="),
        ] {
            assert!(FlowKey::parse(text).is_err(), "{text}");
        }
    }
}
