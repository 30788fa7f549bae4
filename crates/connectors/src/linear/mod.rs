//! Linear: issues become tasks, teams become projects.

mod settings;

use crate::call::Call;
use crate::connector::{Account, Connector, Cursor, Page, Pending};
use crate::error::{Error, ErrorKind};
use crate::manifest::Manifest;

/// The connector to Linear.
#[derive(Debug)]
pub struct Linear;

impl Connector for Linear {
    fn manifest(&self) -> &'static Manifest {
        &settings::MANIFEST
    }

    fn check<'a>(&'a self, _call: &'a Call) -> Pending<'a, Account> {
        Box::pin(async { Err(Error::new(ErrorKind::Unsupported, "Being built.")) })
    }

    fn pull<'a>(&'a self, _call: &'a Call, _from: Option<&'a Cursor>) -> Pending<'a, Page> {
        Box::pin(async { Err(Error::new(ErrorKind::Unsupported, "Being built.")) })
    }
}
