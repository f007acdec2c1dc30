//! What this service does not do, and Supabase Auth does where it is switched on: each is told as "off", with the words that
//! clients know.

/// Something that is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Off {
    /// Signing up with an e-mail and a password.
    #[error("e-mail sign-ups are off")]
    EmailSignUps,
    /// Signing up with a phone and a password.
    #[error("phone sign-ups are off")]
    PhoneSignUps,
    /// Signing in without saying who one is (`EXTERNAL_ANONYMOUS_USERS_ENABLED`).
    #[error("anonymous sign-ins are off")]
    AnonymousSignIns,
    /// Whatever ends in a sign-in by e-mail: magic links, codes, passwords, another address.
    #[error("e-mail logins are off")]
    EmailLogins,
    /// The same for phones.
    #[error("phone logins are off")]
    PhoneLogins,
    /// Having a mail sent again, or one to recover a password.
    #[error("e-mails are off")]
    Emails,
    /// Having a text message sent again.
    #[error("text messages are off")]
    TextMessages,
    /// Codes by text message.
    #[error("codes by phone are off")]
    PhoneCodes,
    /// A code or a link that somebody was sent: nobody was.
    #[error("no such code")]
    Code,
    /// A link that somebody was sent, by its token's hash.
    #[error("no such link")]
    Link,
    /// A second factor of this kind.
    #[error("enrolment of factors is off")]
    Enrolment(FactorKind),
    /// A second factor; nobody has any.
    #[error("no such factor")]
    Factor,
    /// Passkeys.
    #[error("passkeys are off")]
    Passkeys,
    /// SAML.
    #[error("SAML is off")]
    Saml,
    /// An identity provider of SSO; there is none.
    #[error("no such SSO provider")]
    SsoProvider,
    /// The OAuth server.
    #[error("the OAuth server is off")]
    OAuthServer,
    /// SCIM.
    #[error("SCIM is off")]
    Scim,
    /// Providers that an admin adds.
    #[error("custom providers are off")]
    CustomProviders,
}

/// The kinds of second factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// An app that shows codes.
    Totp,
    /// A phone that is sent codes.
    Phone,
    /// A security key.
    WebAuthn,
}

/// What a request lacks that would be off even if it lacked nothing; and what is asked before a code is sent to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Incomplete {
    /// Both an e-mail and a phone, where one is to be sent something.
    #[error("both e-mail and phone")]
    ResendToBoth,
    /// Nothing that could be sent again.
    #[error("no type of message")]
    ResendType,
    /// A mail to nobody.
    #[error("no e-mail for this type")]
    ResendEmail,
    /// A text message to nobody.
    #[error("no phone for this type")]
    ResendPhone,
    /// Neither.
    #[error("neither e-mail nor phone")]
    ResendToNobody,
    /// Both, where a code is asked for.
    #[error("both e-mail and phone")]
    CodeToBoth,
    /// Neither.
    #[error("neither e-mail nor phone")]
    CodeToNobody,
    /// No kind of verification.
    #[error("no type of verification")]
    VerifyType,
    /// No token in a link.
    #[error("no token in a link")]
    VerifyLink,
    /// Neither a token nor a hash, or both.
    #[error("not either a token or its hash")]
    VerifyToken,
    /// A code without whom it was sent to.
    #[error("not either an e-mail or a phone")]
    VerifyWhom,
    /// The e-mail is none.
    #[error("the e-mail is malformed")]
    VerifyEmail,
    /// A hash says itself whom it was sent to.
    #[error("more than the hash")]
    VerifyHash,
    /// A hash of nothing that is sent.
    #[error("no type of link")]
    VerifyLinkType,
    /// A factor of no kind.
    #[error("no kind of factor")]
    FactorKind,
    /// A factor's id that is none.
    #[error("factor_id is no UUID")]
    FactorId,
    /// Anonymous users have no second factor.
    #[error("an anonymous user")]
    Anonymous,
    /// Nobody can be asked again who they are.
    #[error("neither e-mail nor phone to ask again")]
    ReauthenticationOfNobody,
    /// They have to show first that the e-mail is theirs.
    #[error("the e-mail is not confirmed")]
    EmailNotConfirmed,
    /// They have to show first that the phone is theirs.
    #[error("the phone is not confirmed")]
    PhoneNotConfirmed,
    /// An invitation of nobody.
    #[error("no e-mail")]
    NoEmail,
}
