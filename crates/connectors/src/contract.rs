//! Tests that every connector passes.
