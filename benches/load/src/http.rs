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
    /// Whether it tells when to come back, in whole seconds (`Retry-After`).
    pub retry_after: bool,
    /// Whether the server closes the connection after it.
    pub closes: bool,
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
        let seen = Head::read(lines)?;
        let (start, end) = match seen.length {
            Length::Bytes(length) => {
                while self.buffer.len() < head + length {
                    self.read_more().await?;
                }
                (head, head + length)
            }
            Length::Chunks => (head, self.chunks(head).await?),
        };
        Ok(Answer {
            status: seen.status,
            retry_after: seen.retry_after,
            closes: seen.closes,
            start,
            end,
        })
    }

    /// The body of the last answer.
    pub fn body(&self, answer: Answer) -> &[u8] {
        self.buffer
            .get(answer.start..answer.end)
            .unwrap_or_default()
    }

    /// Puts the chunks together in place (RFC 9112, section 7.1), and tells where they end.
    async fn chunks(&mut self, head: usize) -> io::Result<usize> {
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
                return Ok(written);
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Bytes(usize),
    Chunks,
}

/// What the lines before a body say.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: Length,
    retry_after: bool,
    closes: bool,
}

impl Head {
    fn read(lines: &[u8]) -> io::Result<Self> {
        let status = lines.get(9..12).and_then(number).ok_or_else(malformed)?;
        let mut head = Self {
            status: u16::try_from(status).map_err(|_| malformed())?,
            length: Length::Bytes(0),
            retry_after: false,
            closes: false,
        };
        for line in lines.split(|byte| *byte == b'\n') {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else {
                continue;
            };
            let (name, value) = line.split_at(colon);
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            if name.eq_ignore_ascii_case(b"content-length") {
                head.length = Length::Bytes(number(value).ok_or_else(malformed)?);
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                head.length = Length::Chunks;
            } else if name.eq_ignore_ascii_case(b"retry-after") {
                head.retry_after = number(value).is_some();
            } else if name.eq_ignore_ascii_case(b"connection") {
                head.closes = value.eq_ignore_ascii_case(b"close");
            }
        }
        Ok(head)
    }
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

#[cfg(test)]
mod tests {
    use super::{Head, Length};

    #[test]
    fn a_refusal_tells_when_to_come_back_and_that_it_closes() {
        let lines = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nContent-Length: 12\r\nconnection: close\r\n\r\n";
        let expected = Head {
            status: 503,
            length: Length::Bytes(12),
            retry_after: true,
            closes: true,
        };
        assert_eq!(Head::read(lines).unwrap(), expected);
    }

    #[test]
    fn a_date_does_not_count_as_a_time_to_come_back_in_seconds() {
        let lines = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n\r\n";
        assert!(!Head::read(lines).unwrap().retry_after);
    }

    #[test]
    fn chunks_are_recognised() {
        let lines = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(Head::read(lines).unwrap().length, Length::Chunks);
    }

    #[test]
    fn what_is_no_http_is_an_error() {
        assert!(Head::read(b"hello\r\n\r\n").is_err());
    }
}
