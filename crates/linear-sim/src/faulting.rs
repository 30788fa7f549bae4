//! Requests and what goes wrong with them, by the handle that tests hold.

use std::time::Duration;

use crate::dice::Dice;
use crate::http::faults::Fault;
use crate::http::traffic::{Hook, RequestRecord, Share};
use crate::limits::Limits;
use crate::linear::Linear;
use crate::world::ids::IssueId;

impl Linear {
    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared().traffic().requests.clone()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.shared().traffic().requests.clear();
    }

    /// Queues a fault for the next request that has none yet.
    pub fn fault(&self, fault: Fault) {
        self.shared().traffic().queue(fault);
    }

    /// Queues a fault for each of the next `times` requests.
    pub fn fault_times(&self, times: usize, fault: &Fault) {
        let mut traffic = self.shared().traffic();
        (0..times).for_each(|_| traffic.queue(fault.clone()));
    }

    /// Queues a fault for the `nth` request from now, counted from 1, besides any that it meets anyway.
    pub fn fault_at(&self, nth: u64, fault: Fault) {
        self.shared().traffic().queue_at(nth, fault);
    }

    /// Lets so many of a hundred requests, at most `limit` in all, meet one of these faults: which ones and
    /// when follows from the seed.
    pub fn fault_share(&self, percent: usize, seed: u64, limit: usize, faults: &[Fault]) {
        self.shared().traffic().share(Share {
            percent,
            dice: Dice(seed),
            faults: faults.to_vec(),
            left: limit,
        });
    }

    /// Does something when the `nth` request from now, counted from 1, arrives: edits between pages.
    pub fn at_request(&self, nth: u64, then: impl FnOnce(&Linear) + Send + 'static) {
        self.shared().traffic().hook_at(nth, Hook(Box::new(then)));
    }

    /// From now on pages of issues hold something else in a field of this issue (dots for what is inside:
    /// `state.type`), or leave it out.
    pub fn break_issue(&self, issue: IssueId, field: &str, value: Option<serde_json::Value>) {
        let mut traffic = self.shared().traffic();
        let fields = traffic.broken.entry(issue.to_string()).or_default();
        fields.insert(field.to_owned(), value);
    }

    /// Shows an issue as it is again. Its `updatedAt` does not move.
    pub fn mend_issue(&self, issue: IssueId) {
        self.shared().traffic().broken.remove(&issue.to_string());
    }

    /// Drops all faults and edits that still wait for a request, and mends broken issues.
    pub fn clear_faults(&self) {
        self.shared().traffic().forget_faults();
    }

    /// Lets a page of issues have at most so many nodes, whatever is asked for.
    pub fn cap_pages(&self, nodes: Option<usize>) {
        self.shared().traffic().page_cap = nodes.map(|nodes| nodes.max(1));
    }

    /// Fills the buckets of every caller.
    pub fn refill_limits(&self) {
        let mut traffic = self.shared().traffic();
        let limits = traffic.meter.limits();
        traffic.meter.set_limits(limits);
    }

    /// Makes every answer take at least this long.
    pub fn set_page_delay(&self, delay: Duration) {
        self.shared().traffic().page_delay = delay;
    }

    /// Sets the rate limits; everyone starts afresh.
    pub fn set_limits(&self, limits: Limits) {
        self.shared().traffic().meter.set_limits(limits);
    }
}
