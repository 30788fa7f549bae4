//! What came in, what is to go wrong next, and what the callers have left.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;

use super::faults::Fault;
use crate::graphql::plan::Plan;
use crate::limits::Meter;

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

/// Everything about requests rather than about the workspace.
#[derive(Debug)]
pub(crate) struct Traffic {
    pub(crate) requests: Vec<RequestRecord>,
    pub(crate) meter: Meter,
    pub(crate) page_delay: Duration,
    faults: VecDeque<Fault>,
    cursors_to_refuse: usize,
    requests_until_revocation: Option<usize>,
    plans: HashMap<String, Arc<Vec<Plan>>>,
}

impl Traffic {
    pub(crate) fn new() -> Self {
        Self {
            requests: Vec::new(),
            meter: Meter::new(),
            page_delay: Duration::ZERO,
            faults: VecDeque::new(),
            cursors_to_refuse: 0,
            requests_until_revocation: None,
            plans: HashMap::new(),
        }
    }

    pub(crate) fn queue(&mut self, fault: Fault) {
        match fault {
            Fault::ExpiredCursor => self.cursors_to_refuse += 1,
            Fault::RevokeKeyAfter(requests) => self.requests_until_revocation = Some(requests),
            other => self.faults.push_back(other),
        }
    }

    pub(crate) fn forget_faults(&mut self) {
        self.faults.clear();
        self.cursors_to_refuse = 0;
        self.requests_until_revocation = None;
    }

    /// The fault for the request at hand, and how long to wait before anything.
    pub(crate) fn next_fault(&mut self) -> (Option<Fault>, Duration) {
        (self.faults.pop_front(), self.page_delay)
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

    /// Whether to refuse the cursor that a request brings.
    pub(crate) fn refuses_cursor(&mut self) -> bool {
        let refuses = self.cursors_to_refuse > 0;
        self.cursors_to_refuse = self.cursors_to_refuse.saturating_sub(1);
        refuses
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
