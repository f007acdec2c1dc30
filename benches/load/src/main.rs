//! A load on a running daemun, and what it costs beside its floors.
//!
//! In reading order: [`options`]; what a run stands on: [`database`], [`seed`], [`kakao`], [`people`], [`service`] and
//! [`beside`] (each a [`process`], in a [`folder`]), [`server`], all together [`ground`]; what it does: [`target`] and [`http`]
//! (one request), [`work`] (a connection's requests), [`sessions`], [`schedule`], [`drive`] (all connections), [`tally`]; what
//! it is measured against: [`floors`], [`proc`], [`metrics`], all together [`measure`]; [`plan`] says what runs and [`bench`]
//! runs it, [`median`] and [`ratios`] compare, [`report`] keeps it and [`table`] tells it.

mod bench;
mod beside;
mod database;
mod drive;
mod floors;
mod folder;
mod ground;
#[path = "../../../tests/support/guard.rs"]
mod guard;
mod http;
mod kakao;
mod measure;
mod median;
mod metrics;
mod options;
mod people;
mod plan;
#[path = "../../../tests/support/port.rs"]
mod port;
#[path = "../../../tests/support/postgres.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod postgres;
mod proc;
mod process;
#[path = "../../../tests/support/programs.rs"]
mod programs;
mod ratios;
mod report;
mod schedule;
mod seed;
mod server;
mod service;
mod sessions;
mod table;
mod tally;
mod target;
mod work;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(&options::Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &options::Options) -> Result<()> {
    let report = bench::run(options)?;
    println!("{report}");
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)
            .with_context(|| file.display().to_string())?;
    }
    Ok(())
}
