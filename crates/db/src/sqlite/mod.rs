//! SQLite.
use crate::{Options, Params, Result, Row, Upsert, Val};
use std::path::Path;
#[derive(Debug)]
pub(crate) struct Store;
#[derive(Debug)]
pub(crate) struct Session;
const E: crate::Error = crate::Error::Unsupported("SQLite: being written");
impl Store {
    pub async fn open(_: &Path, _: &Options) -> Result<Self> {
        Err(E)
    }
    pub async fn begin(&self, _: bool) -> Result<Session> {
        Err(E)
    }
    pub async fn exec(&self, _: &str, _: Params) -> Result<u64> {
        Err(E)
    }
    pub async fn rows(&self, _: &str, _: Params) -> Result<Vec<Row>> {
        Err(E)
    }
    pub async fn backup_to(&self, _: &Path) -> Result<()> {
        Err(E)
    }
    pub async fn close(&self) {}
}
impl Session {
    pub async fn exec(&self, _: &str, _: Params) -> Result<u64> {
        Err(E)
    }
    pub async fn rows(&self, _: &str, _: Params) -> Result<Vec<Row>> {
        Err(E)
    }
    pub async fn upsert(&self, _: &Upsert, _: Vec<Vec<Val>>) -> Result<u64> {
        Err(E)
    }
    pub async fn script(&self, _: &str) -> Result<()> {
        Err(E)
    }
    pub async fn commit(self) -> Result<()> {
        Err(E)
    }
    pub async fn rollback(self) -> Result<()> {
        Err(E)
    }
}
