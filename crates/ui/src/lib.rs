//! The page shell, its components, forms, tables, error pages and assets. Knows no function.
//!
//! A function renders its own fragments (Askama templates of its own, or the components here) and hands them
//! to a [`Page`], which puts the house around them: rail, top bar, banner, notices, footer. See README.md.

pub mod assets;
pub mod ctx;
mod download;
pub mod error;
pub mod form;
pub mod gallery;
pub mod headers;
pub mod html;
pub mod page;
pub mod parts;
pub mod preferences;
pub mod problem;

words::texts!();

pub use ctx::{Ctx, Journal, NavItem, StandIn, Theme, Typed, Who};
pub use download::attachment;
pub use error::error_page;
pub use form::{Fault, Field, Filled, Form};
pub use html::{Html, Text, icon};
pub use page::Page;
pub use parts::*;
