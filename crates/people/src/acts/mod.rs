//! What can be done to the organisation and to accounts.

pub mod account;
pub mod delegation;
pub mod field;
pub mod import;
pub mod organise;
pub mod reorganise;
pub mod second;
