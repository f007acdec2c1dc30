//! What the service's own metrics say, where it has any.

use anyhow::{Context as _, Result};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Sum and count of the histogram of batch sizes so far; `None` where the service tells no such thing.
pub fn batches(address: &str) -> Result<Option<(f64, f64)>> {
    let text = scrape(address)?;
    let value = |name: &str| {
        let line = text.lines().find(|line| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(' '))
        });
        line.and_then(|line| line.rsplit(' ').next())
            .and_then(|value| value.parse().ok())
    };
    let sum = value("daemun_writer_batch_size_sum");
    let count = value("daemun_writer_batch_size_count");
    Ok(sum.zip(count))
}

fn scrape(address: &str) -> Result<String> {
    let mut stream =
        TcpStream::connect(address).with_context(|| format!("no metrics at {address}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
