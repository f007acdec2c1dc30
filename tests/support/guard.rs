//! A process that outlives this one, to clean up after it however it ends.
//!
//! It waits for its standard input to close. That happens when this process drops the [`Guard`], exits, or is killed:
//! the kernel closes the pipe even where no destructor runs.

use std::process::{Child, ChildStdin, Command, Stdio};

/// The pipe that holds the other process back; dropping it lets go, and waits until all is cleaned up.
#[derive(Debug)]
pub struct Guard {
    pipe: Option<ChildStdin>,
    process: Child,
}

impl Guard {
    /// Lets `shell` (a command prepared by the caller: user, folder) run `script` with `arguments` once this process is
    /// gone. The script's own output goes nowhere, so that nobody who reads ours waits for it.
    pub fn over(mut shell: Command, script: &str, arguments: &[&str]) -> Self {
        use std::os::unix::process::CommandExt as _;
        let waiting = format!("trap '' HUP INT TERM; read -r line; {script}");
        let mut process = shell
            .args(["-c", &waiting, "guard"])
            .args(arguments)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts");
        Self {
            pipe: process.stdin.take(),
            process,
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        self.process.wait().expect("the guard ends");
    }
}
