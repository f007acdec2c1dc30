//! The door to the database: asynchronous outside, blocking inside, with a short wait for a connection.
//!
//! Nothing here waits long: who cannot have a connection in time is told that the database is unavailable.

use super::batches::turnstile::{InHand, Turnstile};
use super::connection::DbConnection;
use super::dial::{Dial, Line};
use super::error::{StoreError, may_succeed_again};
use super::reader::{Found, LookUp, Reader};
use super::stats::{PoolStats, Tally};
use super::transaction::{Aborted, transaction};
use super::writer::{RefreshJob, RefreshOutcome, SignInJob, SignInOutcome, Writer};
use crate::config::database::DatabaseConfig;
use diesel::result::QueryResult;
use r2d2::{NopErrorHandler, Pool, PooledConnection};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// A request is to know within a second that the database is away, also where the machine is busy.
const WAIT_FOR_CONNECTION: Duration = Duration::from_millis(500);
/// Readers of a file beside its one writer.
const SQLITE_READERS: u32 = 4;
/// A file is written by one transaction at a time, each over in milliseconds: who writes waits for a turn longer than for
/// a connection to a server, and holds none of the readers' connections meanwhile.
const WAIT_FOR_TURN: Duration = Duration::from_secs(3);
/// Threads that look up who shows an access token: the second begins where many wait, and while the first waits for a distant
/// database.
const READING_THREADS: usize = 2;
/// From so many connections on, two lists are read at once; from fewer, one.
const ENOUGH_FOR_TWO_LISTS: u32 = 4;
/// How long who is refused at the door waits for the refusal.
const HOLD_REFUSAL: Duration = Duration::from_millis(10);
/// How often a transaction that somebody else got in the way of is run in all.
const ATTEMPTS: usize = 4;

/// Both databases behind one door; cheap to clone.
#[derive(Clone)]
pub struct Store {
    lines: Lines,
    writer: Arc<Writer>,
    reader: Arc<Reader>,
    door: Turnstile,
    /// Turns to read a list.
    lists: Arc<Semaphore>,
}

/// The connections.
#[derive(Clone)]
pub struct Lines {
    pool: Pool<Dial>,
    /// Those that write: the same ones on a server, one of its own for a file.
    writes: Pool<Dial>,
    dial: Dial,
    /// Where they count.
    pub tally: Arc<Tally>,
}

impl Store {
    /// Opens the store without connecting yet; `authorities` as in [`Dial::new`].
    pub fn open(config: &DatabaseConfig, authorities: Option<&Path>) -> Self {
        let dial = Dial::new(&config.url, authorities);
        let most = config.max_pool_size.max(1);
        let (pool, writes, threads) = match dial {
            Dial::Postgres(_) => {
                let pool = pool(&dial, most, WAIT_FOR_CONNECTION);
                (pool.clone(), pool, 2)
            }
            Dial::Sqlite(_) => {
                let readers = pool(&dial, SQLITE_READERS, WAIT_FOR_CONNECTION);
                (readers, pool(&dial, 1, WAIT_FOR_TURN), 1)
            }
        };
        let lists = if pool.max_size() < ENOUGH_FOR_TWO_LISTS {
            1
        } else {
            2
        };
        let lines = Lines {
            pool,
            writes,
            dial,
            tally: Arc::default(),
        };
        Self {
            writer: Arc::new(Writer::start(&lines, threads)),
            reader: Arc::new(Reader::start(&lines, READING_THREADS)),
            lines,
            door: Turnstile::default(),
            lists: Arc::new(Semaphore::new(lists)),
        }
    }

    /// Which database this is, without a password.
    pub fn describe(&self) -> String {
        self.lines.dial.describe()
    }

    /// Where it is, for those who need a connection of their own (migrations).
    pub fn dial(&self) -> &Dial {
        &self.lines.dial
    }

    /// Which database this is, in a word.
    pub fn kind(&self) -> &'static str {
        match self.lines.dial {
            Dial::Postgres(_) => "postgresql",
            Dial::Sqlite(_) => "sqlite",
        }
    }

    /// What it has done since the start.
    pub fn tally(&self) -> &Tally {
        &self.lines.tally
    }

    /// How many sign-ins and refreshes wait for the writer.
    pub fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Its connections.
    pub fn pool(&self) -> PoolStats {
        let of = |pool: &Pool<Dial>| PoolStats {
            open: pool.state().connections,
            idle: pool.state().idle_connections,
            most: pool.max_size(),
        };
        let readers = of(&self.lines.pool);
        match self.lines.dial {
            Dial::Postgres(_) => readers,
            Dial::Sqlite(_) => readers.and(&of(&self.lines.writes)),
        }
    }

    /// Reads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let lines = self.lines.clone();
        blocking(move || lines.read(work)).await
    }

    /// Reads what may take long, since it looks at every row of a table. Few do so at once, so that there are connections
    /// left for those who sign in; the others wait for their turn, as long as their requests may take.
    pub async fn read_list<T: Send + 'static>(
        &self,
        work: impl Fn(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = Arc::clone(&self.lists).acquire_owned().await;
        let lines = self.lines.clone();
        blocking(move || {
            // To the end of the reading, even if nobody waits for it any more.
            let _turn = turn;
            lines.read(work)
        })
        .await
    }

    /// Looks up whom an access token speaks of.
    pub async fn look_up(&self, wanted: LookUp) -> Result<Found, StoreError> {
        self.reader.look_up(wanted).await
    }

    /// Writes, in a transaction of its own.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let lines = self.lines.clone();
        blocking(move || lines.write(work)).await
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), StoreError> {
        use diesel::connection::SimpleConnection as _;
        self.read(|conn| conn.batch_execute("SELECT 1")).await
    }

    /// Refuses a sign-in or a refresh before any work is done for it, where too many are in hand. The refusal comes a moment
    /// later: whoever asks again at once is not to take the time of those who are in.
    pub async fn admit(&self) -> Result<(), StoreError> {
        let admitted = self.door.admit(Instant::now());
        if admitted.is_err() {
            tokio::time::sleep(HOLD_REFUSAL).await;
        }
        admitted
    }

    /// Takes one in hand, until what this returns is dropped.
    pub fn enter(&self) -> InHand {
        self.door.enter()
    }

    /// Queues a sign-in; answered after its commit.
    pub async fn sign_in(&self, job: SignInJob) -> Result<SignInOutcome, StoreError> {
        self.writer.sign_in(job).await
    }

    /// Queues a refresh; answered after its commit.
    pub async fn refresh(&self, job: RefreshJob) -> Result<RefreshOutcome, StoreError> {
        self.writer.refresh(job).await
    }
}

impl Lines {
    fn get(&self, pool: &Pool<Dial>) -> Result<PooledConnection<Dial>, StoreError> {
        pool.get().map_err(|error| {
            self.tally.unavailable.up();
            StoreError::Unavailable(error.to_string())
        })
    }

    /// What an error means to the caller, once the connection has been asked whether it still lives; counted.
    fn judge(&self, line: &Line, error: &diesel::result::Error) -> StoreError {
        let judged = if line.is_lost() {
            StoreError::Unavailable(error.to_string())
        } else {
            StoreError::judge(error)
        };
        match judged {
            StoreError::Unavailable(_) => self.tally.unavailable.up(),
            StoreError::Failed(_) => self.tally.failed.up(),
        }
        judged
    }

    /// Reads. After the database was restarted every idle connection is dead: each is found so by its first error and
    /// replaced, and the reading begins again.
    pub fn read<T>(
        &self,
        work: impl Fn(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let mut spare = self.pool.max_size();
        loop {
            let mut line = self.get(&self.pool)?;
            match work(&mut line.conn) {
                Ok(value) => return Ok(value),
                Err(error) if line.note(&error) && spare > 0 => spare -= 1,
                Err(error) => return Err(self.judge(&line, &error)),
            }
        }
    }

    /// Writes in a transaction; begins again where somebody was in the way or the connection was dead.
    pub fn write<T>(
        &self,
        work: impl Fn(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let mut spare = self.writes.max_size();
        let mut attempts = ATTEMPTS;
        loop {
            let mut line = self.get(&self.writes)?;
            let Aborted {
                error,
                reached_commit,
            } = match transaction(&mut line.conn, &work) {
                Ok(value) => return Ok(value),
                Err(aborted) => aborted,
            };
            let lost = line.note(&error);
            if lost && !reached_commit && spare > 0 {
                spare -= 1;
            } else if !lost && may_succeed_again(&error) && attempts > 1 {
                attempts -= 1;
            } else {
                return Err(self.judge(&line, &error));
            }
        }
    }
}

/// A pool that has not connected yet.
fn pool(dial: &Dial, most: u32, wait: Duration) -> Pool<Dial> {
    Pool::builder()
        .max_size(most)
        .min_idle(Some(0))
        .test_on_check_out(false)
        .connection_timeout(wait)
        .error_handler(Box::new(NopErrorHandler))
        .build_unchecked(dial.clone())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Failed(format!(
            "a database call ended early: {error}"
        ))),
    }
}
