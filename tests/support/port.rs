//! A port for a process that must know its own before it starts.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

/// Below those that the system hands out by itself, so that nobody gets one by chance between the check and the use.
const PORTS: Range<u16> = 20_000..32_000;

/// A port on 127.0.0.1 that nobody listens on.
pub fn free_port() -> u16 {
    // Two processes start their search at different places.
    let start = PORTS.start + random() % (PORTS.end - PORTS.start);
    (start..PORTS.end)
        .chain(PORTS.start..start)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}

fn random() -> u16 {
    let mut bytes = [0; 2];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system has randomness");
    u16::from_ne_bytes(bytes)
}
