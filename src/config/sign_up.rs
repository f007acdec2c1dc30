//! Who may become a user.

/// Section "sign-up".
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent switches of Supabase Auth's"
)]
pub struct SignUpConfig {
    /// `DISABLE_SIGNUP`.
    pub disabled: bool,
    /// `MAILER_AUTOCONFIRM`: every e-mail counts as verified.
    pub autoconfirm: bool,
    /// `MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS`.
    pub allow_unverified: bool,
    /// `EXTERNAL_ANONYMOUS_USERS_ENABLED`.
    pub anonymous_enabled: bool,
}
