//! A blocking vault for asynchronous code: its calls run on threads of the bridge's own.

use super::{
    Answer, AsyncVault, BoxFuture, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault,
    VaultError,
};
use crate::token::TokenId;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Makes any [`Vault`] an [`AsyncVault`]: a few threads do the waiting, and no runtime is needed or assumed.
///
/// A future that is dropped before its end leaves its call to finish on its thread, and storing again is safe; one that
/// has not begun by then is not made. When the bridge is dropped, its threads finish what was asked for and end; nobody
/// waits for them.
pub struct Bridge<V> {
    vault: Arc<V>,
    jobs: Sender<Job>,
}

type Job = Box<dyn FnOnce() + Send>;

impl<V: Vault + 'static> Bridge<V> {
    /// A bridge to `vault` over `threads` threads (at least one): as many calls run at once.
    ///
    /// # Errors
    ///
    /// When the operating system gives no thread.
    pub fn new(vault: V, threads: usize) -> Result<Bridge<V>, VaultError> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads.max(1) {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name("parda-vault".to_owned())
                .spawn(move || {
                    loop {
                        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        match next {
                            Ok(job) => job(),
                            Err(_) => break,
                        }
                    }
                })
                .map_err(VaultError::unavailable)?;
        }
        Ok(Bridge {
            vault: Arc::new(vault),
            jobs,
        })
    }

    fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&V) -> Result<T, VaultError> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, VaultError>> {
        let slot = Arc::new(Mutex::new(Slot {
            outcome: None,
            waker: None,
        }));
        let vault = Arc::clone(&self.vault);
        let writer = Answering(Arc::clone(&slot));
        let job = Box::new(move || {
            // While a server answers nothing, calls that were given up must not stand in line before those that were not.
            if Arc::strong_count(&writer.0) > 1 {
                let outcome = call(&vault);
                writer.answer(outcome);
            }
        });
        // When no thread is left the job is dropped, and dropping it answers.
        let _ = self.jobs.send(job);
        Box::pin(Waiting(slot))
    }
}

/// Where a thread leaves the outcome of a call.
struct Slot<T> {
    outcome: Option<Result<T, VaultError>>,
    waker: Option<Waker>,
}

/// Answers once: with the outcome, or with an error when the call never came to an end.
struct Answering<T>(Arc<Mutex<Slot<T>>>);

impl<T> Answering<T> {
    fn answer(&self, outcome: Result<T, VaultError>) {
        let waker = {
            let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            slot.outcome.get_or_insert(outcome);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Drop for Answering<T> {
    fn drop(&mut self) {
        self.answer(Err(VaultError::unavailable("the call broke off")));
    }
}

struct Waiting<T>(Arc<Mutex<Slot<T>>>);

impl<T> Future for Waiting<T> {
    type Output = Result<T, VaultError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<V: Vault + 'static> AsyncVault for Bridge<V> {
    fn header<'a>(
        &'a self,
        scope: &'a ScopeAddress,
    ) -> BoxFuture<'a, Result<Option<Header>, VaultError>> {
        let scope = *scope;
        self.run(move |vault| vault.header(&scope))
    }

    fn create<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        fresh: &'a Header,
    ) -> BoxFuture<'a, Result<Header, VaultError>> {
        let (scope, fresh) = (*scope, fresh.clone());
        self.run(move |vault| vault.create(&scope, &fresh))
    }

    fn rewrap<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        header: &'a Header,
    ) -> BoxFuture<'a, Result<(), VaultError>> {
        let (scope, header) = (*scope, header.clone());
        self.run(move |vault| vault.rewrap(&scope, &header))
    }

    fn put_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        entries: &'a [Entry<'a>],
    ) -> BoxFuture<'a, Result<(), VaultError>> {
        let scope = *scope;
        let owned: Vec<(TokenId, Vec<u8>, Option<u64>)> = entries
            .iter()
            .map(|entry| (entry.id, entry.sealed.to_vec(), entry.expires))
            .collect();
        self.run(move |vault| {
            let entries: Vec<Entry<'_>> = owned
                .iter()
                .map(|(id, sealed, expires)| Entry {
                    id: *id,
                    sealed,
                    expires: *expires,
                })
                .collect();
            vault.put_many(&scope, &entries)
        })
    }

    fn get_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<Answer, VaultError>> {
        let (scope, ids) = (*scope, ids.to_vec());
        self.run(move |vault| vault.get_many(&scope, &ids))
    }

    fn remove_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<u64, VaultError>> {
        let (scope, ids) = (*scope, ids.to_vec());
        self.run(move |vault| vault.remove_many(&scope, &ids))
    }

    fn forget<'a>(&'a self, scope: &'a ScopeAddress) -> BoxFuture<'a, Result<u64, VaultError>> {
        let scope = *scope;
        self.run(move |vault| vault.forget(&scope))
    }

    fn sweep(&self, most: usize) -> BoxFuture<'_, Result<Swept, VaultError>> {
        self.run(move |vault| vault.sweep(most))
    }

    fn scopes<'a>(
        &'a self,
        after: Option<&'a ScopeAddress>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<(ScopeAddress, Header)>, VaultError>> {
        let after = after.copied();
        self.run(move |vault| vault.scopes(after.as_ref(), most))
    }

    fn stats(&self) -> BoxFuture<'_, Result<Stats, VaultError>> {
        self.run(|vault| vault.stats())
    }
}

impl<V> fmt::Debug for Bridge<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::MemoryVault;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_call_that_was_given_up_before_it_began_is_not_made() {
        let bridge = Bridge::new(MemoryVault::new(), 1).unwrap();
        let (go, wait) = channel::<()>();
        let (began, begun) = channel::<()>();
        let made = Arc::new(AtomicUsize::new(0));
        let first = bridge.run(move |_| {
            began.send(()).unwrap();
            wait.recv().unwrap();
            Ok(())
        });
        begun.recv().unwrap();
        let call = || {
            let made = Arc::clone(&made);
            bridge.run(move |_| Ok(made.fetch_add(1, Ordering::SeqCst)))
        };
        let given_up: Vec<_> = (0..5).map(|_| call()).collect();
        let mut waited_for = call();
        drop((first, given_up));
        go.send(()).unwrap();
        let mut context = Context::from_waker(Waker::noop());
        while waited_for.as_mut().poll(&mut context).is_pending() {
            std::thread::yield_now();
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
    }
}
