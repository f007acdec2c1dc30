//! A provider's server: answers what it is told to, notes what it is asked, and holds an answer back until it is let go.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use tokio::sync::watch;

/// What a path is answered with.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// Whether the length of the body is announced; else the end of the connection ends it.
    pub(super) announced: bool,
}

impl Reply {
    pub(super) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            announced: true,
        }
    }

    pub(super) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Method and target.
    pub(super) line: String,
    pub(super) headers: Vec<String>,
    pub(super) body: String,
}

#[derive(Default)]
struct Script {
    replies: HashMap<String, Reply>,
    held: HashSet<String>,
    closed: bool,
}

pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<Script>,
    changed: Condvar,
    seen: watch::Sender<Vec<Seen>>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Mutex::default(),
            changed: Condvar::new(),
            seen: watch::channel(Vec::new()).0,
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.script.lock().unwrap().closed {
                    break;
                }
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.serve(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn answer(&self, path: &str, reply: Reply) {
        let mut script = self.shared.script.lock().unwrap();
        script.replies.insert(path.to_owned(), reply);
    }

    /// Holds answers to `path` back from now on.
    pub(super) fn hold(&self, path: &str) {
        self.shared
            .script
            .lock()
            .unwrap()
            .held
            .insert(path.to_owned());
    }

    /// Lets them go.
    pub(super) fn release(&self, path: &str) {
        self.shared.script.lock().unwrap().held.remove(path);
        self.shared.changed.notify_all();
    }

    /// The requests for `path` so far.
    pub(super) fn seen(&self, path: &str) -> Vec<Seen> {
        let seen = self.shared.seen.borrow();
        seen.iter()
            .filter(|seen| seen.is_for(path))
            .cloned()
            .collect()
    }

    /// Waits until `path` has been asked for `times` times.
    pub(super) async fn asked(&self, path: &str, times: usize) {
        let mut seen = self.shared.seen.subscribe();
        let enough =
            |seen: &Vec<Seen>| seen.iter().filter(|seen| seen.is_for(path)).count() >= times;
        seen.wait_for(enough).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.script.lock().unwrap().closed = true;
        self.shared.changed.notify_all();
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
    }
}

impl Seen {
    fn is_for(&self, path: &str) -> bool {
        self.line.split(' ').nth(1) == Some(path)
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        // A client that went away is no concern of the server's.
        let Some(seen) = read(&stream) else { return };
        let path = seen.line.split(' ').nth(1).unwrap().to_owned();
        self.seen.send_modify(|all| all.push(seen));
        let script = self.script.lock().unwrap();
        let script = self
            .changed
            .wait_while(script, |script| {
                script.held.contains(&path) && !script.closed
            })
            .unwrap();
        let reply = script.replies.get(&path).cloned();
        drop(script);
        // A path without a reply has its connection closed.
        if let Some(reply) = reply {
            write(stream, &reply);
        }
    }
}

pub(super) fn read(stream: impl Read) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let length = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        (name == "content-length").then(|| value.parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Seen {
        line: lines.remove(0),
        headers: lines,
        body: String::from_utf8(body).unwrap(),
    })
}

pub(super) fn write(mut stream: impl Write, reply: &Reply) {
    let mut head = format!("HTTP/1.1 {} Status\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if reply.announced {
        let length = reply.body.len().to_string();
        head.extend(["content-length: ", &length, "\r\n"]);
    }
    // A client that refuses what it reads closes the connection early.
    head.push_str("\r\n");
    drop(stream.write_all(head.as_bytes()));
    drop(stream.write_all(&reply.body));
    drop(stream.flush());
}
