//! Labels for envelopes, on sheets of self-adhesive paper.

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Labels {
    pub lang: String,
    pub mark: Option<String>,
    /// Labels side by side, and one below another, on an A4 sheet.
    pub across: u8,
    pub down: u8,
    pub labels: Vec<Label>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Label {
    pub sender: String,
    /// "Kính gửi", in the sender's words.
    pub to: String,
    pub addressee: String,
    pub address: String,
    /// The paper's number and symbol, as it stands on an envelope. Never its subject.
    pub code: String,
    /// Urgency, printed as it is stamped.
    pub urgency: String,
}
