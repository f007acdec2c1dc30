//! From a source to the whole configuration, or to the parts that a command needs.

use super::errors::ConfigErrors;
use super::reader::Reader;
use super::source::Source;
use super::warning::Warning;
use super::{
    Config, database, experimental, id_token, jwt, kakao, limits, log, notices, outgoing, password,
    redirects, security, server, sessions, sign_up, unsupported,
};

/// A configuration and what is to be noticed about it.
#[derive(Debug, Clone)]
pub struct Loaded<T = Config> {
    /// The settings, valid by construction.
    pub config: T,
    /// What an operator should know.
    pub warnings: Vec<Warning>,
}

/// What it takes to verify an ID token, without a service around it.
#[derive(Debug, Clone)]
pub struct VerificationConfig {
    /// Kakao; `None` where it is switched off.
    pub kakao: Option<kakao::KakaoConfig>,
    /// What is asked of an ID token, whoever issued it.
    pub id_token: id_token::IdTokenConfig,
    /// Calls to identity providers.
    pub outgoing: outgoing::OutgoingConfig,
}

impl Config {
    /// Reads every setting. All faults come together, in the order of the reference page.
    pub fn load(source: &Source) -> Result<Loaded, ConfigErrors> {
        load(source, parse)
    }
}

impl database::DatabaseConfig {
    /// Reads the database's settings alone, for commands that need nothing else.
    pub fn load(source: &Source) -> Result<Loaded<Self>, ConfigErrors> {
        load(source, database::parse)
    }
}

impl VerificationConfig {
    /// Reads what verification needs alone, for a command that runs no service.
    pub fn load(source: &Source) -> Result<Loaded<Self>, ConfigErrors> {
        load(source, |reader| {
            let kakao = kakao::parse(reader);
            let id_token = id_token::parse(reader);
            let outgoing = outgoing::parse(reader);
            Some(Self {
                kakao: kakao?,
                id_token: id_token?,
                outgoing: outgoing?,
            })
        })
    }
}

fn load<T>(
    source: &Source,
    parse: impl FnOnce(&mut Reader<'_>) -> Option<T>,
) -> Result<Loaded<T>, ConfigErrors> {
    let mut reader = Reader::new(source);
    let parsed = parse(&mut reader);
    let (found, noticed) = reader.finish();
    let mut faults = source
        .file()
        .map(|file| file.faults.clone())
        .unwrap_or_default();
    let mut warnings = source
        .file()
        .map(|file| file.warnings.clone())
        .unwrap_or_default();
    faults.extend(found);
    warnings.extend(notices::all(source));
    warnings.extend(noticed);
    match parsed {
        Some(config) if faults.is_empty() => Ok(Loaded { config, warnings }),
        _ => Err(ConfigErrors::new(faults, warnings)),
    }
}

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<Config> {
    let server = server::parse(reader);
    let database = database::parse(reader);
    let jwt = jwt::parse(reader, server.as_ref());
    let kakao = kakao::parse(reader);
    let id_token = id_token::parse(reader);
    let sign_up = sign_up::parse(reader);
    let redirects = redirects::parse(reader);
    let security = security::parse(reader);
    let sessions = sessions::parse(reader);
    let limits = limits::parse(reader);
    let outgoing = outgoing::parse(reader);
    let log = log::parse(reader);
    let password = password::parse(reader);
    let experimental = experimental::parse(reader);
    unsupported::check(reader);
    Some(Config {
        server: server?,
        database: database?,
        jwt: jwt?,
        kakao: kakao?,
        id_token: id_token?,
        sign_up: sign_up?,
        redirects: redirects?,
        security: security?,
        sessions: sessions?,
        limits: limits?,
        outgoing: outgoing?,
        log: log?,
        password: password?,
        experimental: experimental?,
    })
}
