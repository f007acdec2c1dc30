//! The whole of a command: sets up, measures the floors, runs every mode against every server in turns, and compares.

use crate::database::{Database, Kind};
use crate::drive::Run;
use crate::floors::{self, Script};
use crate::kakao::Kakao;
use crate::options::Options;
use crate::report::{Floor, Report, RunReport, database_name, per_request};
use crate::service::{self, Service};
use crate::target::Target;
use crate::work::{Mode, Tokens};
use crate::{metrics, people, proc, ratios};
use anyhow::{Context as _, Result};
use std::time::Duration;

/// A server, and what is known of its process.
struct Server {
    name: String,
    target: Target,
    pid: Option<u32>,
    metrics: Option<String>,
}

/// Everything that runs stand on.
struct Ground<'o> {
    options: &'o Options,
    database: Database,
    kakao: Kakao,
    postmaster: Option<u32>,
    servers: Vec<Server>,
}

/// Runs the command.
pub fn run(options: &Options) -> Result<Report> {
    let program = service::build()?;
    let database = match &options.postgres_url {
        Some(url) => Database::theirs(url),
        None => Database::make(options.database)?,
    };
    let kakao = match &options.as_kakao {
        Some(folder) => Kakao::start_as_kakao(Some(folder))?,
        None => Kakao::start()?,
    };
    service::migrate(&program, &database)?;
    if !options.filled {
        database.seed(options.users)?;
    }
    let mut report = Report {
        setting: setting(options)?,
        ..Report::default()
    };
    let service = Service::start(&program, &database, &kakao, &options.settings)?;
    report.setting.push(format!(
        "started in {:.0} ms on a database that was there",
        service.started_in.as_secs_f64() * 1_000.0
    ));
    let mut servers = vec![Server {
        name: "daemun".to_owned(),
        target: Target::parse(&service.url)?,
        pid: Some(service.pid()),
        metrics: Some(service.metrics.clone()),
    }];
    if let Some(url) = &options.url {
        servers.push(Server {
            name: url.clone(),
            target: Target::parse(url)?,
            pid: options.pid,
            metrics: None,
        });
    }
    let ground = Ground {
        options,
        postmaster: database.postmaster()?,
        database,
        kakao,
        servers,
    };
    if !options.no_floors {
        report.floors = ground.floors()?;
    }
    for (round, mode, connections) in ground.plan() {
        ground.measure(round, mode, connections, options.rate, &mut report)?;
    }
    if options.overload {
        ground.overload(&mut report)?;
    }
    report.ratios = ratios::of(&report);
    Ok(report)
}

fn setting(options: &Options) -> Result<Vec<String>> {
    let cores = std::thread::available_parallelism()?;
    Ok(vec![format!(
        "{}, {} users, {cores} cores for load, service and database together, {} s a run, median of {}",
        database_name(options.database),
        options.users,
        options.seconds,
        options.rounds
    )])
}

impl Ground<'_> {
    /// Rounds outermost, so that whatever disturbs the machine for a while disturbs everything alike.
    fn plan(&self) -> Vec<(usize, Mode, usize)> {
        let mut plan = Vec::new();
        for round in 0..self.options.rounds {
            for mode in &self.options.mode {
                for connections in &self.options.connections {
                    plan.push((round, *mode, *connections));
                }
            }
        }
        plan
    }

    fn floors(&self) -> Result<Vec<Floor>> {
        let users = self.options.users;
        let mut floors = Vec::new();
        let mut tell =
            |name: String, value: f64, unit: &'static str| floors.push(Floor { name, value, unit });
        let arithmetic = floors::arithmetic(&self.kakao)?;
        tell(
            "verification and one signature".to_owned(),
            arithmetic.as_secs_f64() * 1e6,
            "µs",
        );
        if self.database.file().is_some() {
            tell(
                "SQLite alone, batches of 64".to_owned(),
                floors::batches(&self.database, users)?,
                "sign-ins/s",
            );
            let alone = floors::alone(&self.database, users)?;
            tell(
                "SQLite alone, one sign-in to a transaction".to_owned(),
                alone.as_secs_f64() * 1e6,
                "µs",
            );
        } else if self.database.programs().is_some() {
            let (rate, clients) = floors::pgbench(&self.database, Script::SignIn, users, None)?;
            tell(
                format!("PostgreSQL alone, seven statements each, {clients} clients"),
                rate,
                "sign-ins/s",
            );
            let most = self.options.connections.iter().max().copied().unwrap_or(64);
            let clients = u32::try_from(most)?;
            let (rate, clients) =
                floors::pgbench(&self.database, Script::User, users, Some(clients))?;
            tell(
                format!("PostgreSQL alone, one select by key, {clients} clients"),
                rate,
                "selects/s",
            );
        }
        Ok(floors)
    }

    /// One mode, one number of connections, every server in turn with tokens that the others get as well.
    fn measure(
        &self,
        round: usize,
        mode: Mode,
        connections: usize,
        rate: Option<f64>,
        report: &mut Report,
    ) -> Result<()> {
        let count = self.options.tokens * mode.tokens_of_hundred() / 100;
        let holders = if mode.needs_session() { connections } else { 0 };
        let mut known = people::known(
            &self.kakao,
            self.options.users,
            holders + if mode == Mode::SignUp { 0 } else { count },
        )?;
        let work = known.split_off(holders);
        for (number, server) in self.servers.iter().enumerate() {
            let tokens = if mode == Mode::SignUp {
                // A stranger is one only once, so that each server gets strangers of its own.
                let round = (round * self.servers.len() + number) as u64;
                people::strangers(&self.kakao, round * 1_000 + connections as u64, count)?
            } else {
                work.clone()
            };
            eprintln!(
                "{}: {} at {connections} connections",
                server.name,
                mode.name()
            );
            let run = Run {
                mode,
                target: &server.target,
                connections,
                rate,
                duration: Duration::from_secs(self.options.seconds),
                tokens: Tokens::new(tokens),
                holders: &known,
            };
            let done = self.account(server, &run)?;
            report.runs.push(done);
        }
        Ok(())
    }

    /// Runs it, with the accounts of everybody's CPU time before and after.
    fn account(&self, server: &Server, run: &Run<'_>) -> Result<RunReport> {
        let me = std::process::id();
        let cpu = || -> Result<[Duration; 3]> {
            Ok([
                server
                    .pid
                    .map(proc::cpu_of)
                    .transpose()?
                    .unwrap_or_default(),
                self.postmaster
                    .map(proc::cpu_of_family)
                    .transpose()?
                    .unwrap_or_default(),
                proc::cpu_of(me)?,
            ])
        };
        let batches = || {
            server
                .metrics
                .as_deref()
                .map(metrics::batches)
                .transpose()
                .map(Option::flatten)
        };
        let (mut before, mut batches_before) = ([Duration::ZERO; 3], None);
        let came = run.run(|| {
            before = cpu()?;
            batches_before = batches()?;
            Ok(())
        })?;
        let after = cpu()?;
        let figures = came.tally.figures(came.elapsed);
        let asked = figures.requests + figures.failures.values().sum::<u64>();
        let [service, postgres, load] = after
            .iter()
            .zip(before)
            .map(|(after, before)| per_request(after.saturating_sub(before), asked))
            .collect::<Vec<_>>()
            .try_into()
            .ok()
            .context("three accounts")?;
        let peak = server.pid.map(proc::peak_memory_kib).transpose()?;
        Ok(RunReport {
            server: server.name.clone(),
            mode: run.mode.name(),
            database: database_name(self.kind()).to_owned(),
            connections: run.connections,
            rate: run.rate,
            figures,
            service_us: server.pid.map(|_| service),
            postgres_us: self.postmaster.map(|_| postgres),
            load_us: load,
            peak_mib: peak.map(|kib| kib as f64 / 1_024.0),
            batch: batches_before.zip(batches()?).and_then(|(before, after)| {
                let (sum, count) = (after.0 - before.0, after.1 - before.1);
                (count > 0.0).then_some(sum / count)
            }),
        })
    }

    /// Ten times what was answered in the first run of sign-ins, on many connections.
    fn overload(&self, report: &mut Report) -> Result<()> {
        let most = report
            .runs
            .iter()
            .filter(|run| run.server == "daemun" && run.mode == Mode::SignIn.name());
        let most = most.map(|run| run.figures.per_second).fold(0.0, f64::max);
        anyhow::ensure!(most > 0.0, "--overload needs a run of --mode sign-in");
        self.measure(0, Mode::SignIn, 1_024, Some(most * 10.0), report)
    }

    fn kind(&self) -> Kind {
        if self.database.file().is_some() {
            Kind::Sqlite
        } else {
            Kind::Postgres
        }
    }
}
