//! What a provider says of a person who signs in, from a verified ID token or from its user information.
//!
//! One shape whichever way it came, so that both flows write the same `identity_data`.

use super::{JsonObject, Subject};
use serde_json::Value;

/// A person, as a provider just described them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `kakao`.
    pub provider: String,
    /// The provider's issuer, e.g. `https://kauth.kakao.com`.
    pub issuer: String,
    /// Who it is, to the provider.
    pub subject: Subject,
    /// The name that the person shows.
    pub nickname: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
    /// A verified address in lower case; a masked or malformed one has been left out (see [`usable_email`]).
    pub email: Option<String>,
}

/// A member of `identity_data`.
#[derive(Clone, Copy)]
enum Member<'a> {
    Text(&'a str),
    Flag(bool),
}

impl Member<'_> {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value == text,
            Self::Flag(flag) => *value == flag,
        }
    }

    fn to_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Flag(flag) => flag.into(),
        }
    }
}

impl Profile {
    /// The `identity_data` of the row, with the members of both of Supabase Auth's flows; absent texts are left out,
    /// the two booleans are always there.
    pub fn identity_data(&self) -> JsonObject {
        self.members()
            .map(|(name, member)| (name.to_owned(), member.to_value()))
            .collect()
    }

    /// Whether `data` is the [`identity_data`](Self::identity_data), member by member.
    pub fn is_told_by(&self, data: &JsonObject) -> bool {
        self.members().count() == data.len() && self.members().all(|member| has(data, member))
    }

    /// Merges the [`identity_data`](Self::identity_data) into `data` at the top level; other members stay. Tells whether
    /// that changed anything.
    pub fn merge_into(&self, data: &mut JsonObject) -> bool {
        let mut is_changed = false;
        for (name, member) in self.members() {
            if !has(data, (name, member)) {
                data.insert(name.to_owned(), member.to_value());
                is_changed = true;
            }
        }
        is_changed
    }

    /// Each name once.
    fn members(&self) -> impl Iterator<Item = (&'static str, Member<'_>)> {
        let texts = [
            ("iss", Some(&self.issuer)),
            ("name", self.nickname.as_ref()),
            ("full_name", self.nickname.as_ref()),
            ("user_name", self.nickname.as_ref()),
            ("preferred_username", self.nickname.as_ref()),
            ("picture", self.picture.as_ref()),
            ("avatar_url", self.picture.as_ref()),
            ("email", self.email.as_ref()),
        ];
        let always = [
            ("sub", Member::Text(self.subject.as_str())),
            ("provider_id", Member::Text(self.subject.as_str())),
            ("email_verified", Member::Flag(self.email.is_some())),
            ("phone_verified", Member::Flag(false)),
        ];
        texts
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.filter(|text| !text.is_empty())?)))
            .map(|(name, text)| (name, Member::Text(text)))
            .chain(always)
    }
}

fn has(data: &JsonObject, (name, member): (&str, Member<'_>)) -> bool {
    data.get(name).is_some_and(|value| member.is(value))
}

/// The address that can be relied on, in lower case: one address, not masked (`ka***@kakao.com`), at most 255
/// characters. `None` for anything else; the person then signs in without an e-mail.
pub fn usable_email(claimed: &str) -> Option<String> {
    let address = claimed.trim();
    let (local, domain) = address.split_once('@')?;
    let is_plain =
        |c: char| !c.is_whitespace() && !c.is_control() && !"*,;<>()[]\"\\:@".contains(c);
    let well_formed = !local.is_empty()
        && local.chars().all(is_plain)
        && domain.chars().all(is_plain)
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty());
    (well_formed && address.chars().count() <= 255).then(|| address.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(email: Option<&str>) -> Profile {
        Profile {
            provider: "kakao".into(),
            issuer: "https://kauth.kakao.com".into(),
            subject: Subject::new("1234567890"),
            nickname: Some("Nick".into()),
            picture: None,
            email: email.map(str::to_owned),
        }
    }

    #[test]
    fn identity_data_has_the_members_of_both_flows_and_leaves_absent_texts_out() {
        let data = Value::Object(profile(Some("a@example.com")).identity_data());
        assert_eq!(
            data.to_string(),
            r#"{"email":"a@example.com","email_verified":true,"full_name":"Nick","iss":"https://kauth.kakao.com","name":"Nick","phone_verified":false,"preferred_username":"Nick","provider_id":"1234567890","sub":"1234567890","user_name":"Nick"}"#
        );
    }

    #[test]
    fn data_tells_of_a_profile_only_with_every_member_and_no_other() {
        let profile = profile(Some("a@example.com"));
        assert!(profile.is_told_by(&profile.identity_data()));
        for change in [
            |data: &mut JsonObject| drop(data.insert("name".into(), "Other".into())),
            |data: &mut JsonObject| drop(data.insert("email_verified".into(), "true".into())),
            |data: &mut JsonObject| drop(data.insert("more".into(), Value::Null)),
            |data: &mut JsonObject| drop(data.remove("picture").or(data.remove("sub"))),
        ] {
            let mut data = profile.identity_data();
            change(&mut data);
            assert!(!profile.is_told_by(&data), "{data:?}");
        }
    }

    #[test]
    fn a_merge_replaces_whole_members_and_deletes_none() {
        let profile = profile(None);
        let mut data = JsonObject::new();
        data.insert("kept".into(), 1.into());
        data.insert("name".into(), serde_json::json!({"a": 1}));
        assert!(profile.merge_into(&mut data));
        let mut expected = profile.identity_data();
        expected.insert("kept".into(), 1.into());
        assert_eq!(data, expected);
        assert!(
            !profile.merge_into(&mut data),
            "a second time changes nothing"
        );
    }

    #[test]
    fn without_an_email_nothing_is_verified() {
        let data = profile(None).identity_data();
        assert_eq!(data.get("email_verified"), Some(&Value::Bool(false)));
        assert_eq!(data.get("email"), None);
    }

    #[test]
    fn an_address_is_lower_cased() {
        assert_eq!(
            usable_email("A.b@Example.COM").as_deref(),
            Some("a.b@example.com")
        );
    }

    #[test]
    fn masked_and_malformed_addresses_are_no_addresses() {
        for bad in [
            "ka***@kakao.com",
            "",
            "a",
            "@b.c",
            "a@",
            "a@b",
            "a@b..c",
            "a@b.c,d@e.f",
            "a@b.c d@e.f",
            "a@b@c.d",
            "A <a@b.c>",
            "a\u{0}@b.c",
            "\"a\"@b.c",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(usable_email(bad), None, "{bad:?}");
        }
        assert_eq!(usable_email(&format!("{}@b.co", "x".repeat(251))), None);
    }
}
