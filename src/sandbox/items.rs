//! The consent items (동의항목) that the stand-in's app has configured, and what a person shares who ticks some of them.

use std::collections::BTreeSet;

use super::options::StandInUser;

/// One consent item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// Makes an ID token come; nobody is asked about it.
    OpenId,
    Nickname,
    Picture,
    Email,
}

/// Every item, in the order in which the page shows them.
pub(super) const ITEMS: [Item; 4] = [Item::OpenId, Item::Nickname, Item::Picture, Item::Email];

impl Item {
    /// As `scope` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Nickname => "profile_nickname",
            Self::Picture => "profile_image",
            Self::Email => "account_email",
        }
    }

    /// What the page calls it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::OpenId => "OpenID Connect",
            Self::Nickname => "닉네임 · nickname",
            Self::Picture => "프로필 사진 · profile picture",
            Self::Email => "이메일 · e-mail address",
        }
    }
}

/// Reads `scope`: items separated by blanks or commas. `Err` holds the first one that the app has not configured.
///
/// Without a scope, every configured item is asked for.
pub(super) fn parse(scope: Option<&str>) -> Result<BTreeSet<Item>, String> {
    let Some(scope) = scope else {
        return Ok(ITEMS.into_iter().collect());
    };
    scope
        .split([' ', ','])
        .filter(|name| !name.is_empty())
        .map(|name| {
            let known = ITEMS.into_iter().find(|item| item.name() == name);
            known.ok_or_else(|| name.to_owned())
        })
        .collect()
}

/// The person as far as these items tell of them.
pub(super) fn shared(user: &StandInUser, items: &BTreeSet<Item>) -> StandInUser {
    let given = |item, value: &Option<String>| value.clone().filter(|_| items.contains(&item));
    StandInUser {
        nickname: given(Item::Nickname, &user.nickname),
        picture: given(Item::Picture, &user.picture),
        email: given(Item::Email, &user.email),
        ..user.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_separated_by_blanks_or_commas() {
        let both = BTreeSet::from([Item::OpenId, Item::Email]);
        for scope in [
            "openid account_email",
            "account_email,openid",
            " openid, account_email ,openid",
        ] {
            assert_eq!(parse(Some(scope)), Ok(both.clone()), "{scope}");
        }
        assert_eq!(
            parse(Some("openid,talk_message")),
            Err("talk_message".to_owned())
        );
        assert_eq!(parse(Some("OPENID")), Err("OPENID".to_owned()));
    }

    #[test]
    fn without_a_scope_every_item_is_asked_for() {
        assert_eq!(parse(None), Ok(ITEMS.into_iter().collect()));
    }

    #[test]
    fn only_what_was_ticked_is_shared() {
        let all = StandInUser::sample();
        let shared = shared(&all, &BTreeSet::from([Item::OpenId, Item::Nickname]));
        assert_eq!(shared.nickname, all.nickname);
        assert_eq!((shared.picture, shared.email), (None, None));
    }
}
