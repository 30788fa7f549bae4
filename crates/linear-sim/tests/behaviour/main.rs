//! What goes wrong on purpose, what people do to a workspace, and scripts of both.

mod faults;
mod scripts;
mod support;
mod workspace;
