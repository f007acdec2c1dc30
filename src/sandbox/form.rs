//! The form that the token endpoint is sent (RFC 6749, appendix B).

use std::collections::HashMap;

use super::refusal::Refusal;

/// The parameters by name; one with an empty value counts as missing (RFC 6749, section 3.2).
pub(super) struct Form(HashMap<String, String>);

impl Form {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            let name = name.into_owned();
            if fields.insert(name.clone(), value.into_owned()).is_some() {
                return Err(Refusal::Repeated { name });
            }
        }
        Ok(Self(fields))
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.find(name).ok_or(Refusal::Missing { name })
    }
}
