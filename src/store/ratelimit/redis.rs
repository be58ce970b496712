//! The engine that instances share: buckets in Redis, each request decided by one script in one step.
//!
//! All buckets of a policy carry one hash tag, so that a cluster keeps them together: those that are exact across instances
//! are few requests, and the bucket of all together is one key anyway. Time comes from the caller, whose clock is the
//! database's on every instance; instances that are a little apart are so much more or less generous. A bucket is kept until
//! it is full. A server that lost them lets everybody begin anew.

use super::{Asks, Engine, EngineAway};
use crate::redis_link::{Link, Unreachable};
use examhall_domain::ratelimit::{Bucket, PerScope, Policy, Subject, Verdict};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use redis::{RedisError, Script, cmd};
use std::sync::Arc;

/// Buckets in Redis.
pub struct RedisEngine {
    link: Arc<Link>,
    prefix: String,
    script: Script,
}

impl RedisEngine {
    /// Over a connection that is kept. The prefix stands before every key.
    pub fn new(link: Arc<Link>, prefix: &str) -> Self {
        Self { link, prefix: prefix.to_owned(), script: Script::new(include_str!("take.lua")) }
    }

    async fn decide(&self, asks: &Asks, now: Timestamp) -> Result<Verdict, EngineAway> {
        if asks.by.iter().next().is_none() {
            return Ok(Verdict::Allowed(PerScope::default()));
        }
        let mut commands = self.link.commands()?;
        let mut call = self.script.prepare_invoke();
        call.arg(now.0);
        for (_, ask) in asks.by.iter() {
            call.key(self.key(asks.policy, ask.subject)).arg(ask.terms.every().0).arg(ask.terms.filling().0);
        }
        let answer: Vec<i64> = call.invoke_async(&mut commands).await?;
        let (allowed, instants) = answer.split_first().ok_or_else(|| EngineAway("an empty answer".to_owned()))?;
        let mut instants = instants.iter();
        let standings = asks.by.map(|_, ask| {
            // One for each that was asked for, in their order.
            let full_at = Timestamp(*instants.next()?);
            Some(Bucket::until(full_at).look(ask.terms, now))
        });
        Ok(if *allowed == 1 { Verdict::Allowed(standings) } else { Verdict::Refused(standings) })
    }

    /// Every node that keeps buckets has to answer.
    async fn look(&self) -> Result<(), EngineAway> {
        let mut commands = self.link.commands()?;
        for policy in Policy::ALL {
            let key = self.key(policy, Subject::Everybody);
            cmd("EXISTS").arg(key).query_async::<()>(&mut commands).await?;
        }
        Ok(())
    }

    fn key(&self, policy: Policy, subject: Subject) -> String {
        format!("{}limit:{{{}}}:{subject}", self.prefix, policy.name())
    }
}

impl Engine for RedisEngine {
    fn take<'a>(&'a self, asks: &'a Asks, now: Timestamp) -> BoxFuture<'a, Result<Verdict, EngineAway>> {
        self.decide(asks, now).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), EngineAway>> {
        self.look().boxed()
    }
}

impl From<Unreachable> for EngineAway {
    fn from(Unreachable(why): Unreachable) -> Self {
        Self(why)
    }
}

impl From<RedisError> for EngineAway {
    fn from(error: RedisError) -> Self {
        Self(error.to_string())
    }
}
