//! The forms of password hashes that Supabase Auth reads: bcrypt, Argon2 (PHC string format) and Firebase's scrypt.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What the column takes, in characters.
const LONGEST_HASH: usize = 255;
/// Of a bcrypt hash, in bytes: version, cost, 22 characters of salt, 31 of hash.
const SHORTEST_BCRYPT: usize = 59;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
const PADDED: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const UNPADDED: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    LENIENT.with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Whether Supabase Auth could compare a password with this.
pub fn is_readable_hash(hash: &str) -> bool {
    if hash.chars().count() > LONGEST_HASH {
        return false;
    }
    let readable = if hash.starts_with("$argon2") {
        argon2(hash)
    } else if hash.starts_with("$fbscrypt") {
        firebase_scrypt(hash)
    } else {
        bcrypt(hash)
    };
    readable.is_some()
}

/// `$2a$10$…`: a version up to 2, a cost of 4 to 31.
fn bcrypt(hash: &str) -> Option<()> {
    if hash.len() < SHORTEST_BCRYPT {
        return None;
    }
    let mut parts = hash.strip_prefix('$')?.splitn(3, '$');
    let (version, cost, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let known_version = matches!(version.len(), 1 | 2) && version.starts_with(['0', '1', '2']);
    let known_cost = cost.len() == 2 && number(cost).is_some_and(|cost| (4..=31).contains(&cost));
    (known_version && known_cost && rest.is_ascii()).then_some(())
}

/// `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, without key id or data, within the limits that Supabase Auth sets.
fn argon2(hash: &str) -> Option<()> {
    let mut parts = hash.strip_prefix('$')?.splitn(5, '$');
    let is_known = matches!(parts.next()?, "argon2i" | "argon2id");
    if !is_known || parts.next()? != "v=19" {
        return None;
    }
    let mut costs = parts.next()?.split(',');
    let within =
        |text: &str, name: &str, most: u64| Some(number(text.strip_prefix(name)?)? <= most);
    let bounded = within(costs.next()?, "m=", 1_048_576)?
        && within(costs.next()?, "t=", 20)?
        && within(costs.next()?, "p=", 16)?
        && costs.next().is_none();
    let salt = UNPADDED.decode(parts.next()?).ok()?;
    let hash = UNPADDED.decode(parts.next()?).ok()?;
    (bounded && !salt.is_empty() && !hash.is_empty()).then_some(())
}

/// `$fbscrypt$v=1,n=…,r=…,p=…,ss=…,sk=…$salt$hash`; `ss` and `sk` may be left out.
fn firebase_scrypt(hash: &str) -> Option<()> {
    let mut parts = hash.strip_prefix("$fbscrypt$")?.splitn(3, '$');
    let mut settings = parts.next()?.split(',').peekable();
    let positive = |text: Option<&str>, name: &str, most: u64| {
        let value = number(text?.strip_prefix(name)?)?;
        (1..=most).contains(&value).then_some(())
    };
    (settings.next()? == "v=1").then_some(())?;
    positive(settings.next(), "n=", u64::from(u32::MAX))?;
    positive(settings.next(), "r=", u64::MAX)?;
    positive(settings.next(), "p=", u64::from(u8::MAX))?;
    for name in ["ss=", "sk="] {
        if let Some(setting) = settings.next_if(|setting| setting.starts_with(name)) {
            encoded(setting.strip_prefix(name)?)?;
        }
    }
    encoded(parts.next()?)?;
    encoded(parts.next()?)?;
    settings.next().is_none().then_some(())
}

/// Base64 of at least one character.
fn encoded(text: &str) -> Option<Vec<u8>> {
    PADDED.decode(text).ok().filter(|_| !text.is_empty())
}

/// A number in decimal digits alone.
fn number(digits: &str) -> Option<u64> {
    let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_decimal)
}
