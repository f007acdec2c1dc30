//! The whole of a command: sets up, measures the floors, runs every mode against every server in turns, and compares.

use crate::database::{Database, Databases};
use crate::ground::Ground;
use crate::kakao::Kakao;
use crate::options::Options;
use crate::report::Report;
use crate::{median, plan, ratios, service};
use anyhow::Result;

/// Runs the command.
pub fn run(options: &Options) -> Result<Report> {
    options.check()?;
    let kakao = match &options.as_kakao {
        Some(folder) => Kakao::start_as_kakao(Some(folder))?,
        None if options.beside.is_some() => Kakao::start_as_kakao(None)?,
        None => Kakao::start()?,
    };
    let program = service::build()?;
    let databases = match options.postgres_url {
        Some(_) => None,
        None => Some(Databases::start(options.database)?),
    };
    let mut grounds = Vec::new();
    for users in &options.users {
        let database = match (&databases, &options.postgres_url) {
            (Some(databases), _) => databases.make()?,
            (None, url) => Database::theirs(url.as_deref().unwrap_or_default()),
        };
        grounds.push(Ground::prepare(
            options, &program, database, &kakao, *users,
        )?);
    }
    let mut report = Report {
        setting: vec![setting(options)?],
        start_ms: grounds.iter().map(|ground| ground.start.clone()).collect(),
        ..Report::default()
    };
    if !options.no_floors {
        for ground in &grounds {
            report.floors.extend(ground.floors()?);
        }
    }
    plan::all(options, &grounds, &mut report.rounds)?;
    for ground in &grounds {
        if options.half {
            plan::half(ground, &mut report.rounds)?;
        }
        if options.overload {
            plan::overload(ground, &mut report.rounds)?;
        }
    }
    report.runs = median::of(&report.rounds);
    report.ratios = ratios::of(&report);
    Ok(report)
}

fn setting(options: &Options) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "{}, {cores} cores for load, service and database together, {} s a run, median of {}",
        options.database.name(),
        options.seconds,
        options.rounds
    ))
}
