//! Opens connections to whichever server is to be spoken to at the moment. Nothing found here is remembered: a master is
//! asked for anew each time.

use super::commands::Commands;
use crate::settings::{RedisMode, RedisSettings};
use rand::seq::SliceRandom;
use redis::aio::{MultiplexedConnection, PubSubSink, PubSubStream};
use redis::cluster::ClusterClientBuilder;
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, RedisConnectionInfo, RedisError, Value, cmd,
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// Repeats of one request to a cluster, which sends on whoever asked the wrong node.
const CLUSTER_RETRIES: u32 = 3;
const CLUSTER_RETRY_MS_MAX: u64 = 50;

/// Where Redis is, as the settings say.
pub struct Reach {
    hosts: Vec<ConnectionInfo>,
    mode: RedisMode,
    master: String,
    sentinel_password: SecretString,
    connect: Duration,
    answer: Duration,
}

/// Nobody could be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

impl From<RedisError> for Unreachable {
    fn from(error: RedisError) -> Self {
        Self(error.to_string())
    }
}

impl Reach {
    /// The way to what the settings name.
    ///
    /// # Errors
    /// When its URL cannot be read; validated settings have one that can.
    pub fn new(settings: &RedisSettings) -> Result<Self, Unreachable> {
        let hosts = settings.hosts().map_err(|fault| Unreachable(format!("REDIS_URL cannot be used: {fault}")))?;
        // A word must not wait for the next one to share a packet with.
        let plain = |host: ConnectionInfo| host.set_tcp_settings(TcpSettings::default().set_nodelay(true));
        Ok(Self {
            hosts: hosts.into_iter().map(plain).collect(),
            mode: settings.mode,
            master: settings.sentinel_master.clone(),
            sentinel_password: settings.sentinel_password.clone(),
            connect: Duration::from_millis(settings.connect_ms),
            answer: Duration::from_millis(settings.answer_ms),
        })
    }

    /// Whether what is said to a server reaches everybody. A replica takes words and passes them on to nobody, and so does
    /// a node that has lost its cluster.
    ///
    /// # Errors
    /// When it does not answer, or says that it is not fit.
    pub async fn check(&self, server: &mut MultiplexedConnection) -> Result<(), Unreachable> {
        match self.mode {
            RedisMode::Single => Ok(()),
            RedisMode::Sentinel => {
                let role: Vec<Value> = cmd("ROLE").query_async(server).await?;
                let is_master = matches!(role.first(), Some(Value::BulkString(name)) if name == b"master");
                if is_master { Ok(()) } else { Err(Unreachable("it is not the master any more".to_owned())) }
            }
            RedisMode::Cluster => {
                let info: String = cmd("CLUSTER").arg("INFO").query_async(server).await?;
                let is_whole = info.contains("cluster_state:ok");
                if is_whole { Ok(()) } else { Err(Unreachable("the cluster is not whole".to_owned())) }
            }
        }
    }

    /// A connection to one server: the master, or some node of a cluster. What is asked of it is answered in
    /// `redis.answer_ms` or not at all.
    ///
    /// # Errors
    /// When none can be reached.
    pub async fn connect(&self) -> Result<MultiplexedConnection, Unreachable> {
        let mut last = nobody();
        for server in self.servers().await? {
            match self.open_fit(server).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// A connection that listens, to a server as [`Self::connect`] finds one.
    ///
    /// # Errors
    /// When none can be reached.
    pub async fn listen(&self) -> Result<(PubSubSink, PubSubStream), Unreachable> {
        let mut last = nobody();
        for server in self.servers().await? {
            match self.listen_to(server).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// A connection for commands, each of which finds the node that has its keys.
    ///
    /// # Errors
    /// When nobody can be reached.
    pub async fn commands(&self) -> Result<Commands, Unreachable> {
        match self.mode {
            RedisMode::Single | RedisMode::Sentinel => Ok(Commands::One(self.connect().await?)),
            RedisMode::Cluster => {
                let client = ClusterClientBuilder::new(self.hosts.clone())
                    .connection_timeout(self.connect)
                    .response_timeout(self.answer)
                    .retries(CLUSTER_RETRIES)
                    .max_retry_wait(CLUSTER_RETRY_MS_MAX)
                    .tcp_settings(TcpSettings::default().set_nodelay(true))
                    .build()?;
                Ok(Commands::Cluster(self.bounded(client.get_async_connection()).await?))
            }
        }
    }

    /// The servers to try, one after the other.
    async fn servers(&self) -> Result<Vec<ConnectionInfo>, Unreachable> {
        Ok(match self.mode {
            RedisMode::Single => self.hosts.clone(),
            RedisMode::Sentinel => vec![self.find_master().await?],
            // In any order, so that instances spread over the nodes.
            RedisMode::Cluster => self.shuffled(),
        })
    }

    /// The server that a Sentinel calls the master.
    async fn find_master(&self) -> Result<ConnectionInfo, Unreachable> {
        let mut last = nobody();
        for sentinel in self.shuffled() {
            match self.master_by(sentinel).await {
                Ok(master) => return Ok(master),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn master_by(&self, sentinel: ConnectionInfo) -> Result<ConnectionInfo, Unreachable> {
        let (server, address) = (sentinel.clone(), sentinel.addr().clone());
        let mut own = RedisConnectionInfo::default();
        if !self.sentinel_password.expose_secret().is_empty() {
            own = own.set_password(self.sentinel_password.expose_secret());
        }
        let mut asked = self.open(sentinel.set_redis_settings(own)).await?;
        let mut question = cmd("SENTINEL");
        let found: Option<(String, u16)> =
            question.arg("GET-MASTER-ADDR-BY-NAME").arg(&self.master).query_async(&mut asked).await?;
        let (host, port) = found.ok_or_else(|| Unreachable(format!("no Sentinel knows {}", self.master)))?;
        Ok(server.set_addr(moved(address, host, port)))
    }

    async fn listen_to(&self, server: ConnectionInfo) -> Result<(PubSubSink, PubSubStream), Unreachable> {
        // A connection that listens cannot ask.
        drop(self.open_fit(server.clone()).await?);
        let client = Client::open(server)?;
        Ok(self.bounded(client.get_async_pubsub()).await?.split())
    }

    async fn open_fit(&self, server: ConnectionInfo) -> Result<MultiplexedConnection, Unreachable> {
        let mut connection = self.open(server).await?;
        self.check(&mut connection).await?;
        Ok(connection)
    }

    async fn open(&self, server: ConnectionInfo) -> Result<MultiplexedConnection, Unreachable> {
        let client = Client::open(server)?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.connect))
            .set_response_timeout(Some(self.answer));
        self.bounded(client.get_multiplexed_async_connection_with_config(&config)).await
    }

    async fn bounded<T>(&self, opening: impl Future<Output = Result<T, RedisError>>) -> Result<T, Unreachable> {
        match tokio::time::timeout(self.connect, opening).await {
            Ok(opened) => Ok(opened?),
            Err(_) => Err(Unreachable(format!("no connection within {} ms", self.connect.as_millis()))),
        }
    }

    fn shuffled(&self) -> Vec<ConnectionInfo> {
        let mut hosts = self.hosts.clone();
        hosts.shuffle(&mut rand::rng());
        hosts
    }
}

fn nobody() -> Unreachable {
    Unreachable("no host is named".to_owned())
}

/// Another host, spoken to in the same way.
fn moved(address: ConnectionAddr, host: String, port: u16) -> ConnectionAddr {
    match address {
        ConnectionAddr::TcpTls { insecure, tls_params, .. } => {
            ConnectionAddr::TcpTls { host, port, insecure, tls_params }
        }
        _ => ConnectionAddr::Tcp(host, port),
    }
}
