//! What came in, what is to go wrong next, and what the callers have left.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;

use super::faults::Fault;
use crate::dice::Dice;
use crate::graphql::plan::Plan;
use crate::limits::Meter;
use crate::linear::Linear;

/// How many query texts are remembered in their planned form.
const REMEMBERED_QUERIES: usize = 512;

/// One request as the server saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRecord {
    /// The name of the operation, if it has one.
    pub operation: Option<String>,
    /// The query text.
    pub query: String,
    /// The variables as they came.
    pub variables: Json,
    /// The HTTP status answered; 0 while no answer was given.
    pub status: u16,
    /// Points by the published rule, not rounded; 0 when the request got nowhere.
    pub complexity: f64,
}

/// Something to do when a request arrives, before it is answered.
pub(crate) struct Hook(pub(crate) Box<dyn FnOnce(&Linear) + Send>);

impl fmt::Debug for Hook {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Hook")
    }
}

/// Trouble for some of all requests.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) percent: usize,
    pub(crate) dice: Dice,
    pub(crate) faults: Vec<Fault>,
    /// How many requests it strikes at most.
    pub(crate) left: usize,
}

/// What the request at hand meets.
#[derive(Debug, Default)]
pub(crate) struct Arrival {
    pub(crate) faults: Vec<Fault>,
    pub(crate) hooks: Vec<Hook>,
    /// How long to wait before anything.
    pub(crate) pause: Duration,
}

/// Everything about requests rather than about the workspace.
#[derive(Debug)]
pub(crate) struct Traffic {
    pub(crate) requests: Vec<RequestRecord>,
    pub(crate) meter: Meter,
    pub(crate) page_delay: Duration,
    /// The most nodes that a page of issues has, whatever is asked for.
    pub(crate) page_cap: Option<usize>,
    /// Nodes that the next page of issues begins with.
    pub(crate) carried: Vec<Json>,
    /// Fields of issues that are answered wrongly, by UUID; nothing stands for a field that is left out.
    pub(crate) broken: HashMap<String, BTreeMap<String, Option<Json>>>,
    /// What edits between requests could not be done.
    pub(crate) problems: Vec<String>,
    arrived: u64,
    faults: VecDeque<Fault>,
    page_faults: VecDeque<Fault>,
    cursor_faults: VecDeque<Fault>,
    numbered: BTreeMap<u64, Vec<Fault>>,
    hooks: BTreeMap<u64, Vec<Hook>>,
    shares: Vec<Share>,
    requests_until_revocation: Option<usize>,
    plans: HashMap<String, Arc<Vec<Plan>>>,
}

impl Traffic {
    pub(crate) fn new() -> Self {
        Self {
            requests: Vec::new(),
            meter: Meter::new(),
            page_delay: Duration::ZERO,
            page_cap: None,
            carried: Vec::new(),
            broken: HashMap::new(),
            problems: Vec::new(),
            arrived: 0,
            faults: VecDeque::new(),
            page_faults: VecDeque::new(),
            cursor_faults: VecDeque::new(),
            numbered: BTreeMap::new(),
            hooks: BTreeMap::new(),
            shares: Vec::new(),
            requests_until_revocation: None,
            plans: HashMap::new(),
        }
    }

    pub(crate) fn queue(&mut self, fault: Fault) {
        match fault {
            Fault::RevokeKeyAfter(requests) => self.requests_until_revocation = Some(requests),
            other if other.is_about_pages() => self.page_faults.push_back(other),
            other if other.is_about_cursors() => self.cursor_faults.push_back(other),
            other => self.faults.push_back(other),
        }
    }

    /// Queues a fault for the `nth` request from now, counted from 1.
    pub(crate) fn queue_at(&mut self, nth: u64, fault: Fault) {
        let at = self.arrived.saturating_add(nth.max(1));
        self.numbered.entry(at).or_default().push(fault);
    }

    pub(crate) fn hook_at(&mut self, nth: u64, hook: Hook) {
        let at = self.arrived.saturating_add(nth.max(1));
        self.hooks.entry(at).or_default().push(hook);
    }

    pub(crate) fn share(&mut self, share: Share) {
        self.shares.push(share);
    }

    pub(crate) fn forget_faults(&mut self) {
        self.faults.clear();
        self.page_faults.clear();
        self.cursor_faults.clear();
        self.numbered.clear();
        self.hooks.clear();
        self.shares.clear();
        self.carried.clear();
        self.broken.clear();
        self.requests_until_revocation = None;
    }

    /// Counts a request in, and takes out what waits for it.
    pub(crate) fn arrive(&mut self) -> Arrival {
        self.arrived += 1;
        let mut faults: Vec<Fault> = self.faults.pop_front().into_iter().collect();
        faults.extend(self.numbered.remove(&self.arrived).unwrap_or_default());
        faults.extend(self.shares.iter_mut().filter_map(Share::strike));
        let hooks = self.hooks.remove(&self.arrived).unwrap_or_default();
        let (now, later): (Vec<_>, Vec<_>) = faults.into_iter().partition(|fault| {
            !fault.is_about_pages() && !fault.is_about_cursors() && !matches!(fault, Fault::RevokeKeyAfter(_))
        });
        for fault in later {
            self.queue(fault);
        }
        Arrival {
            faults: now,
            hooks,
            pause: self.page_delay,
        }
    }

    /// Whether the key of the request at hand is to be revoked now.
    pub(crate) fn revokes_now(&mut self) -> bool {
        match self.requests_until_revocation {
            Some(0) => {
                self.requests_until_revocation = None;
                true
            }
            Some(more) => {
                self.requests_until_revocation = Some(more - 1);
                false
            }
            None => false,
        }
    }

    /// What happens to the cursor that a request brings.
    pub(crate) fn cursor_fault(&mut self) -> Option<Fault> {
        self.cursor_faults.pop_front()
    }

    /// What happens to a page of issues.
    pub(crate) fn page_fault(&mut self) -> Option<Fault> {
        self.page_faults.pop_front()
    }

    /// Whether pages of issues need to be looked at before they go out.
    pub(crate) fn touches_pages(&self) -> bool {
        !(self.page_faults.is_empty() && self.carried.is_empty() && self.broken.is_empty())
    }

    pub(crate) fn remembered(&self, query: &str) -> Option<Arc<Vec<Plan>>> {
        self.plans.get(query).cloned()
    }

    pub(crate) fn remember(&mut self, query: &str, plans: &Arc<Vec<Plan>>) {
        if self.plans.len() >= REMEMBERED_QUERIES {
            self.plans.clear();
        }
        self.plans.insert(query.to_owned(), Arc::clone(plans));
    }
}

impl Share {
    fn strike(&mut self) -> Option<Fault> {
        if self.left == 0 || !self.dice.chance(self.percent) {
            return None;
        }
        self.left -= 1;
        self.dice.pick(&self.faults).cloned()
    }
}
