//! A load on a running daemun, and what it costs beside its floors.
//!
//! In reading order: [`options`]; what a run stands on: [`database`], [`kakao`], [`people`], [`service`]; what it does:
//! [`target`] and [`http`] (one request), [`work`] (a connection's requests), [`drive`] (all connections), [`tally`]; what it is
//! measured against: [`floors`], [`proc`], [`metrics`]; [`bench`] runs it all, [`ratios`] compares, [`report`] tells it.

mod bench;
mod database;
mod drive;
mod floors;
#[path = "../../../tests/support/guard.rs"]
mod guard;
mod http;
mod kakao;
mod metrics;
mod options;
mod people;
#[path = "../../../tests/support/postgres.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod postgres;
mod proc;
#[path = "../../../tests/support/programs.rs"]
mod programs;
mod ratios;
mod report;
mod service;
mod tally;
mod target;
mod work;

use anyhow::Result;
use clap::Parser as _;

fn main() -> Result<()> {
    let options = options::Options::parse();
    let report = bench::run(&options)?;
    println!("{report}");
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}
