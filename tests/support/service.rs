//! The service in this process, on a real port, with a clock and a source of randomness that the test holds.

use super::chance::SeededChance;
use super::client::Client;
use super::clock::SettableClock;
use super::database::TestDatabase;
use super::kakao::{Kakao, RUNTIME};
use actix_web::dev::{Server, ServerHandle};
use daemun::app::{App, Startup};
use daemun::clock::Clock;
use daemun::config::{Config, Source};
use daemun::flows::Context;
use daemun::http::{HttpState, ServeOptions, serve};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A running service; it stops, and answers what is under way, when dropped.
pub struct Service {
    address: SocketAddr,
    handle: ServerHandle,
    /// Its parts, for what does not come through HTTP: commands, and the work in the background, which is not started.
    pub context: Context,
    thread: Option<JoinHandle<()>>,
    /// What it takes for the time. Its Kakao goes by the same clock.
    pub clock: Arc<SettableClock>,
    /// Its Kakao.
    pub kakao: Kakao,
}

impl Service {
    /// Runs the service on `database` with the settings that a project would have.
    pub fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[])
    }

    /// Runs it with these variables in addition or instead; an empty value takes one away.
    pub fn start_with(database: &TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self::start_as(database, variables, 3)
    }

    /// Runs it with randomness of its own, as a second node of one database needs: two must not give the same ids.
    pub fn start_as(database: &TestDatabase, variables: &[(&str, &str)], seed: u64) -> Self {
        let clock = Arc::new(SettableClock::default());
        let kakao = Kakao::start_with(Arc::clone(&clock) as Arc<dyn Clock>);
        let config = config(database, &kakao, variables);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let (started, when_started) = channel();
        let clock_of_service = Arc::clone(&clock);
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (server, context) = build(config, clock_of_service, seed, listener).await;
                started
                    .send((server.handle(), context))
                    .expect("the test waits");
                server.await.expect("the server ends well");
            });
        });
        let (handle, context) = when_started.recv().expect("the service starts");
        Self {
            address,
            handle,
            context,
            thread: Some(thread),
            clock,
            kakao,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        RUNTIME.block_on(self.handle.stop(true));
        if let Some(thread) = self.thread.take() {
            assert!(
                thread.join().is_ok() || thread::panicking(),
                "the service panicked"
            );
        }
    }
}

async fn build(
    config: Config,
    clock: Arc<SettableClock>,
    seed: u64,
    listener: TcpListener,
) -> (Server, Context) {
    let startup = Startup {
        migrates: true,
        waits_for_database: Duration::from_secs(5),
    };
    let app = App::build(config, startup, clock, Arc::new(SeededChance::new(seed)))
        .await
        .expect("the service is built");
    let options = ServeOptions {
        workers: 1,
        shutdown_timeout: Duration::from_secs(5),
    };
    let state = HttpState::new(app.context.clone()).expect("the settings fit HTTP");
    let server = serve(vec![listener], options, state).expect("the service listens");
    (server, app.context)
}

fn config(database: &TestDatabase, kakao: &Kakao, variables: &[(&str, &str)]) -> Config {
    let mut settings = BTreeMap::from([
        ("DAEMUN_DATABASE_URL", database.url()),
        (
            "DAEMUN_API_EXTERNAL_URL",
            "https://auth.example.com/auth/v1",
        ),
        ("DAEMUN_SITE_URL", "https://app.example.com"),
        ("DAEMUN_JWT_AUD", "authenticated"),
        ("DAEMUN_JWT_DEFAULT_GROUP_NAME", "authenticated"),
        ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
        ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", Kakao::APP_KEY),
        ("DAEMUN_EXTERNAL_KAKAO_URL", kakao.url()),
    ]);
    settings.extend(variables.iter().copied());
    let owned = settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let loaded = Config::load(&Source::new(owned, None));
    loaded.unwrap_or_else(|faults| panic!("{faults}")).config
}
