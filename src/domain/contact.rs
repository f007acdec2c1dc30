//! E-mail addresses and phone numbers that somebody typed: which are taken, and in which form they are kept.

/// The longest address that Supabase Auth keeps, in bytes.
const LONGEST_EMAIL: usize = 255;
/// The longest label of a host name (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// Why an address or a number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactFault {
    /// More than 255 bytes.
    #[error("the e-mail is too long")]
    EmailTooLong,
    /// Not the form of an address (HTML, "valid e-mail address").
    #[error("the e-mail is malformed")]
    EmailMalformed,
    /// Not a number as E.164 has it, with the country's code.
    #[error("the phone is malformed")]
    PhoneMalformed,
}

/// The address in lower case.
pub fn email(typed: &str) -> Result<String, ContactFault> {
    if typed.len() > LONGEST_EMAIL {
        return Err(ContactFault::EmailTooLong);
    }
    let is_local = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let well_formed = typed.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.chars().all(is_local) && domain.split('.').all(is_label)
    });
    if well_formed {
        Ok(typed.to_ascii_lowercase())
    } else {
        Err(ContactFault::EmailMalformed)
    }
}

/// The number without `+` and blanks: 2 to 15 digits, the first not 0.
pub fn phone(typed: &str) -> Result<String, ContactFault> {
    let digits: String = typed
        .strip_prefix('+')
        .unwrap_or(typed)
        .chars()
        .filter(|c| *c != ' ')
        .collect();
    let well_formed = (2..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if well_formed {
        Ok(digits)
    } else {
        Err(ContactFault::PhoneMalformed)
    }
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests;
