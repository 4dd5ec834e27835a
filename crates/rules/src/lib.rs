//! Rules of the office as data.
