//! The search index, kept by tantivy. Only the program links it; everybody else sees the traits of `search`.
//!
//! [`Folder`] keeps indexes on disk and hands out the one that is asked; [`in_memory`] is for evaluation.

mod alike;
mod bare;
mod collect;
mod dicts;
mod folder;
mod make;
mod picture;
mod plan;
mod threshold;
mod weights;

pub use folder::{Folder, TantivyIndex, in_memory};
pub use weights::Weights;

/// A fault of the library, without what somebody typed.
fn broken(fault: &dyn std::fmt::Display) -> search::Broken {
    search::Broken(fault.to_string())
}
