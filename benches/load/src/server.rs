//! A server under test, its processes and the sessions that the load holds with it.

use crate::beside::Beside;
use crate::service::Service;
use crate::target::Target;
use crate::work::Session;
use anyhow::Result;
use std::cell::RefCell;

/// A server under test; its processes end with the value, where this program started them.
pub struct Server {
    /// Its name in a table.
    pub name: String,
    /// Whether it is daemun.
    pub ours: bool,
    /// Where it is asked; of several nodes each in turn.
    pub targets: Vec<Target>,
    /// Its processes, as far as they are known.
    pub pids: Vec<u32>,
    /// Where its metrics are.
    pub metrics: Vec<String>,
    /// Sessions that a run borrows.
    pub sessions: RefCell<Vec<Session>>,
    _processes: Processes,
}

enum Processes {
    Nodes { _all: Vec<Service> },
    Beside { _one: Beside },
    Theirs,
}

impl Server {
    /// daemun, with as many nodes as there are `services`.
    pub fn nodes(services: Vec<Service>) -> Result<Self> {
        let name = match services.len() {
            1 => "daemun".to_owned(),
            nodes => format!("daemun × {nodes}"),
        };
        Ok(Self {
            ours: true,
            targets: services
                .iter()
                .map(|service| Target::parse(&service.url))
                .collect::<Result<_>>()?,
            pids: services.iter().map(Service::pid).collect(),
            metrics: services
                .iter()
                .map(|service| service.metrics.clone())
                .collect(),
            ..Self::other(name, Processes::Nodes { _all: services })
        })
    }

    /// The one that a script of the reader's is.
    pub fn beside(name: &str, beside: Beside) -> Result<Self> {
        Ok(Self {
            targets: vec![Target::parse(&beside.url)?],
            pids: vec![beside.pid()],
            ..Self::other(name.to_owned(), Processes::Beside { _one: beside })
        })
    }

    /// One that runs already.
    pub fn theirs(url: &str, pid: Option<u32>) -> Result<Self> {
        Ok(Self {
            targets: vec![Target::parse(url)?],
            pids: pid.into_iter().collect(),
            ..Self::other(url.to_owned(), Processes::Theirs)
        })
    }

    fn other(name: String, processes: Processes) -> Self {
        Self {
            name,
            ours: false,
            targets: Vec::new(),
            pids: Vec::new(),
            metrics: Vec::new(),
            sessions: RefCell::default(),
            _processes: processes,
        }
    }
}
