//! What a git printed that has ended. Its end counts, and not the end of its output: a hook can leave a program
//! running that keeps the output open for hours.
#![expect(clippy::expect_used, reason = "no more is read than fits")]

use std::{
    io::{self, Read},
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use super::git::cannot_start;
use crate::error::Result;

/// When for so long nothing came from a git that has ended, all has come: what it wrote is in memory by then.
const SILENCE: Duration = Duration::from_secs(2);

/// Runs git to its end.
///
/// # Errors
/// When it can't be run, or its output can't be read.
pub(super) fn output(command: &mut Command) -> Result<Output> {
    run(command).map_err(|error| cannot_start(&error))
}

fn run(command: &mut Command) -> io::Result<Output> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, errors) = (child.stdout.take().map(Listener::to), child.stderr.take().map(Listener::to));
    let status = child.wait()?;
    let heard = |listener: Option<Listener>| listener.map_or(Ok(Vec::new()), Listener::heard);
    Ok(Output { status, stdout: heard(out)?, stderr: heard(errors)? })
}

/// Reads on a thread of its own.
struct Listener {
    bytes: Arc<Mutex<Vec<u8>>>,
    end: mpsc::Receiver<io::Result<()>>,
}

impl Listener {
    fn to(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (sender, end) = mpsc::channel();
        let shared = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut some = [0; 8192];
            let ended = loop {
                match pipe.read(&mut some) {
                    Ok(0) => break Ok(()),
                    Ok(count) => {
                        let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                        bytes.extend_from_slice(some.get(..count).expect("no more is read than fits"));
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => break Err(error),
                }
            };
            // Nobody may be waiting any more.
            let _sent = sender.send(ended);
        });
        Self { bytes, end }
    }

    fn heard(self) -> io::Result<Vec<u8>> {
        let length = || self.bytes.lock().unwrap_or_else(PoisonError::into_inner).len();
        let mut before = length();
        loop {
            match self.end.recv_timeout(SILENCE) {
                Ok(ended) => {
                    ended?;
                    break;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) if length() == before => break,
                Err(mpsc::RecvTimeoutError::Timeout) => before = length(),
            }
        }
        Ok(std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
