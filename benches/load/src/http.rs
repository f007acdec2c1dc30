//! One connection that is kept open: a request goes out as bytes that were ready before, an answer comes back as a status
//! and a body. It understands what the servers under test send (a length or chunks), and costs as little as it can, since it
//! runs on the cores that it measures.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to the server under test.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back; the body is in the connection's buffer until the next request.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    start: usize,
    end: usize,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Sends `request` and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let lines = self.buffer.get(..head).unwrap_or_default();
        let status = lines.get(9..12).and_then(number).ok_or_else(malformed)?;
        let status = u16::try_from(status).map_err(|_| malformed())?;
        match length(lines)? {
            Length::Bytes(length) => {
                while self.buffer.len() < head + length {
                    self.read_more().await?;
                }
                Ok(Answer {
                    status,
                    start: head,
                    end: head + length,
                })
            }
            Length::Chunks => self.chunks(status, head).await,
        }
    }

    /// The body of the last answer.
    pub fn body(&self, answer: Answer) -> &[u8] {
        self.buffer
            .get(answer.start..answer.end)
            .unwrap_or_default()
    }

    /// Puts the chunks together in place (RFC 9112, section 7.1).
    async fn chunks(&mut self, status: u16, head: usize) -> io::Result<Answer> {
        let (mut read, mut written) = (head, head);
        loop {
            let line = loop {
                let rest = self.buffer.get(read..).unwrap_or_default();
                if let Some(end) = find(rest, b"\r\n") {
                    break read + end;
                }
                self.read_more().await?;
            };
            let size = self.buffer.get(read..line).unwrap_or_default();
            let size = std::str::from_utf8(size).map_err(|_| malformed())?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| malformed())?;
            let (start, end) = (line + 2, line + 2 + size);
            while self.buffer.len() < end + 2 {
                self.read_more().await?;
            }
            if size == 0 {
                return Ok(Answer {
                    status,
                    start: head,
                    end: written,
                });
            }
            self.buffer.copy_within(start..end, written);
            written += size;
            read = end + 2;
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

enum Length {
    Bytes(usize),
    Chunks,
}

fn length(head: &[u8]) -> io::Result<Length> {
    for line in head.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let (name, value) = line.split_at(colon);
        if name.eq_ignore_ascii_case(b"content-length") {
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            return number(value).map(Length::Bytes).ok_or_else(malformed);
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            return Ok(Length::Chunks);
        }
    }
    Ok(Length::Bytes(0))
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an answer that is no HTTP/1.1")
}
