//! Parameters of requests that browsers are sent with: those of a form, if there is one, before those of the query.

use std::borrow::Cow;
use url::form_urlencoded;

/// The parameters of one request. It may hold codes, so it has no Debug.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads both; of several of one name the first counts.
    pub fn read(form: &[u8], query: &str) -> Self {
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(
            form_urlencoded::parse(form)
                .chain(form_urlencoded::parse(query.as_bytes()))
                .map(owned)
                .collect(),
        )
    }

    /// The value of that name; empty if there is none.
    pub fn get(&self, name: &str) -> String {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name)
            .map_or_else(String::new, |(_, value)| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_before_the_query_and_the_first_value_counts() {
        let parameters = Parameters::read(b"state=form", "state=query&code=a%20b&code=c");
        assert_eq!(parameters.get("state"), "form");
        assert_eq!(parameters.get("code"), "a b");
        assert_eq!(parameters.get("error"), "");
    }
}
