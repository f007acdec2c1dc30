//! The floors: what the arithmetic, PostgreSQL and SQLite cost alone, without HTTP and without this service.
//!
//! [`arithmetic`] is one verification and one signature on one core; [`pgbench`] the same rows as a transaction each, at its
//! best number of clients; [`batches`] the same rows in SQLite, many to a transaction, and [`alone`] one to a transaction.

use crate::database::Database;
use crate::folder::Folder;
use crate::kakao::{APP_KEY, Kakao};
use crate::people;
use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use daemun::clock::{Clock as _, SystemChance, SystemClock, uuid_v4};
use daemun::oidc::{Expected, KeySet, NonceRule, verify};
use daemun::token::{AccessClaims, Algorithm, AmrEntry, SigningKeys, generate, sign_access_token};
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Integer, Text};
use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection, sql_query};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long each floor is measured.
const TIME: Duration = Duration::from_secs(3);
/// Clients of pgbench that are tried.
const CLIENTS: [u32; 5] = [4, 8, 16, 32, 64];
/// Sign-ins of one transaction of the batched floor: what the service takes at most at 64 connections.
const BATCH: u64 = 64;

/// CPU time of one verification of an ID token and one signature of an access token, on one core.
pub fn arithmetic(kakao: &Kakao) -> Result<Duration> {
    let token = people::known(kakao, 1, 1)?.pop().context("one token")?;
    let keys = KeySet::parse(kakao.jwks()?.to_string().as_bytes())?;
    let chance = SystemChance;
    let signing = SigningKeys::from_jwks(&[generate(Algorithm::Es256, &chance)?])?;
    let audiences = [APP_KEY.to_owned()];
    let expected = Expected {
        issuer: kakao.issuer(),
        audiences: &audiences,
        leeway: TimeDelta::seconds(10),
        max_age: None,
        nonce: NonceRule::Skip,
        access_token: None,
    };
    let mut rounds = 0;
    let start = Instant::now();
    while start.elapsed() < TIME {
        for _ in 0..100 {
            let now = SystemClock.now();
            let claims = verify(black_box(&token), &keys, &expected, now)?;
            black_box(sign(&signing, &claims, now)?);
        }
        rounds += 100;
    }
    Ok(start.elapsed() / rounds)
}

fn sign(keys: &SigningKeys, claims: &daemun::oidc::Claims, now: DateTime<Utc>) -> Result<String> {
    let mut metadata = serde_json::Map::new();
    for (name, value) in [
        ("iss", claims.issuer.as_str()),
        ("sub", claims.subject.as_str()),
        ("provider_id", claims.subject.as_str()),
        ("name", claims.nickname.as_deref().unwrap_or("")),
        ("picture", claims.picture.as_deref().unwrap_or("")),
        ("email", claims.email.as_deref().unwrap_or("")),
    ] {
        metadata.insert(name.to_owned(), value.into());
    }
    let providers = serde_json::json!({ "provider": "kakao", "providers": ["kakao"] });
    let amr = [AmrEntry {
        method: "oauth",
        timestamp: now.timestamp(),
    }];
    let claims = AccessClaims {
        iss: "http://127.0.0.1:9999/auth/v1",
        sub: uuid_v4(&SystemChance),
        aud: "authenticated",
        exp: now.timestamp() + 3_600,
        iat: now.timestamp(),
        email: claims.email.as_deref().unwrap_or(""),
        phone: "",
        app_metadata: providers.as_object().context("an object")?,
        user_metadata: &metadata,
        role: "authenticated",
        aal: "aal1",
        amr: &amr,
        session_id: uuid_v4(&SystemChance),
        is_anonymous: false,
    };
    Ok(sign_access_token(keys, &claims)?)
}

/// Which script of pgbench.
#[derive(Debug, Clone, Copy)]
pub enum Script {
    /// Seven statements in a transaction per sign-in.
    SignIn,
    /// One select by key.
    User,
}

/// Transactions a second of PostgreSQL alone, and the number of clients; at the best of several numbers, or at `clients`.
pub fn pgbench(
    database: &Database,
    script: Script,
    users: u64,
    clients: Option<u32>,
) -> Result<(f64, u32)> {
    let programs = database
        .programs()
        .context("the floor needs a PostgreSQL of its own")?;
    let folder = Folder::make()?;
    programs.give(folder.path());
    let file = folder.path().join("script.sql");
    let text = match script {
        Script::SignIn => include_str!("../sql/sign-in.pgbench.sql"),
        Script::User => include_str!("../sql/user.pgbench.sql"),
    };
    std::fs::write(&file, text)?;
    let tried = clients.map_or_else(|| CLIENTS.to_vec(), |one| vec![one]);
    let mut best = (0.0, 0);
    for clients in tried {
        let rate = transactions(
            database,
            programs.command(&programs.path("pgbench"), folder.path()),
            &file,
            users,
            clients,
        )?;
        eprintln!("pgbench {script:?}, {clients} clients: {rate:.0} a second");
        if rate > best.0 {
            best = (rate, clients);
        }
    }
    Ok(best)
}

fn transactions(
    database: &Database,
    mut pgbench: std::process::Command,
    script: &Path,
    users: u64,
    clients: u32,
) -> Result<f64> {
    let output = pgbench
        .args([
            "-n",
            "-M",
            "prepared",
            "-j",
            "2",
            "-D",
            &format!("users={users}"),
        ])
        .args([
            "-c",
            &clients.to_string(),
            "-T",
            &TIME.as_secs().to_string(),
        ])
        .arg("-f")
        .arg(script)
        .env("PGOPTIONS", "-c search_path=auth")
        .arg(database.url())
        .output()
        .context("pgbench does not run")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with("tps = "));
    let rate = line
        .and_then(|line| line.split_whitespace().nth(2))
        .and_then(|rate| rate.parse().ok());
    match rate {
        Some(rate) if output.status.success() => Ok(rate),
        _ => bail!(
            "pgbench failed: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

/// Sign-ins a second of SQLite alone, synchronous=FULL, many to a transaction.
pub fn batches(database: &Database, users: u64) -> Result<f64> {
    sqlite(database, users, BATCH)
}

/// The time of one plain transaction of the same rows, one to a transaction.
pub fn alone(database: &Database, users: u64) -> Result<Duration> {
    Ok(Duration::from_secs_f64(1.0 / sqlite(database, users, 1)?))
}

fn sqlite(database: &Database, users: u64, batch: u64) -> Result<f64> {
    let path = database
        .file()
        .context("a floor of SQLite needs its file")?;
    let mut file = SqliteConnection::establish(path)?;
    file.batch_execute(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000",
    )?;
    let (mut done, start) = (0_u64, Instant::now());
    while start.elapsed() < TIME {
        file.batch_execute("begin immediate")?;
        for _ in 0..batch {
            one_sign_in(&mut file, 1 + (done * 7_919) % users)?;
            done += 1;
        }
        file.batch_execute("commit")?;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    data: String,
}

/// The rows of a sign-in, a statement each; diesel keeps each prepared.
fn one_sign_in(file: &mut SqliteConnection, person: u64) -> Result<()> {
    const AT: &str = "2026-02-03T04:05:06.000007Z";
    let subject = (people::FIRST_SUBJECT + person).to_string();
    let found: Found = sql_query(
        "select u.id as id, i.identity_data as data from identities i join users u on u.id = i.user_id \
         where i.provider = 'kakao' and i.provider_id = ?",
    )
    .bind::<Text, _>(&subject)
    .get_result(file)?;
    sql_query("update identities set identity_data = ?, last_sign_in_at = ?, updated_at = ? where provider = 'kakao' and provider_id = ?")
        .bind::<Text, _>(&found.data)
        .bind::<Text, _>(AT)
        .bind::<Text, _>(AT)
        .bind::<Text, _>(&subject)
        .execute(file)?;
    sql_query(
        "update users set raw_user_meta_data = ?, last_sign_in_at = ?, updated_at = ? where id = ?",
    )
    .bind::<Text, _>(&found.data)
    .bind::<Text, _>(AT)
    .bind::<Text, _>(AT)
    .bind::<Text, _>(&found.id)
    .execute(file)?;
    let session = uuid_v4(&SystemChance).to_string();
    sql_query(
        "insert into sessions (id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, \
         refresh_token_counter) values (?, ?, ?, ?, 'aal1', 'bench', '127.0.0.1', ?, ?)",
    )
    .bind::<Text, _>(&session)
    .bind::<Text, _>(&found.id)
    .bind::<Text, _>(AT)
    .bind::<Text, _>(AT)
    .bind::<Text, _>("0123456789abcdef0123456789abcdef0123456789a")
    .bind::<Integer, _>(0)
    .execute(file)?;
    sql_query("insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) values (?, ?, ?, ?, 'oauth')")
        .bind::<Text, _>(uuid_v4(&SystemChance).to_string())
        .bind::<Text, _>(&session)
        .bind::<Text, _>(AT)
        .bind::<Text, _>(AT)
        .execute(file)?;
    sql_query("insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) values ('00000000-0000-0000-0000-000000000000', ?, ?, ?, '')")
        .bind::<Text, _>(uuid_v4(&SystemChance).to_string())
        .bind::<Text, _>(format!(
            "{{\"action\":\"login\",\"actor_id\":\"{}\",\"actor_username\":\"bench{subject}@example.com\",\
             \"actor_via_sso\":false,\"log_type\":\"account\",\"traits\":{{\"provider\":\"kakao\"}}}}",
            found.id
        ))
        .bind::<Text, _>(AT)
        .execute(file)?;
    Ok(())
}
