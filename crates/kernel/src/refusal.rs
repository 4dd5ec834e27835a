//! Why an act did not happen, said so that a person knows what to do.

use words::Msg;

use crate::storage::StoreError;
use crate::t;

/// What sort of refusal: it decides the HTTP status and whether trying again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 422: the input breaks a rule.
    Invalid,
    /// 403: this actor may not.
    Forbidden,
    /// 404: not there, or not to be known by this actor.
    NotFound,
    /// 409: true a moment ago, not now.
    Conflict,
    /// 503: try again soon.
    Busy,
    /// 507: no room on disk.
    Full,
    /// 500: a fault of ours.
    Internal,
}

/// A refusal: the message, the form field it belongs to, and the rule's source where there is one.
#[derive(Debug)]
pub struct Refusal {
    pub kind: Kind,
    pub msg: Msg,
    pub field: Option<&'static str>,
    /// The rule's source as people quote it: "Nghị định 30/2020/NĐ-CP, Điều 22".
    pub source: Option<Box<str>>,
    /// Further faults of the same form, so that all of them are shown at once.
    pub also: Vec<Refusal>,
    /// What went wrong inside; for the log, never for the page.
    pub cause: Option<Box<StoreError>>,
}

impl Refusal {
    #[must_use]
    pub fn new(kind: Kind, msg: Msg) -> Refusal {
        Refusal { kind, msg, field: None, source: None, also: Vec::new(), cause: None }
    }

    #[must_use]
    pub fn invalid(msg: Msg) -> Refusal {
        Refusal::new(Kind::Invalid, msg)
    }

    #[must_use]
    pub fn conflict(msg: Msg) -> Refusal {
        Refusal::new(Kind::Conflict, msg)
    }

    #[must_use]
    pub fn forbidden() -> Refusal {
        Refusal::new(Kind::Forbidden, t::forbidden())
    }

    /// The same answer for "is not there" and "is not yours to see".
    #[must_use]
    pub fn not_found() -> Refusal {
        Refusal::new(Kind::NotFound, t::not_found())
    }

    #[must_use]
    pub fn field(mut self, field: &'static str) -> Refusal {
        self.field = Some(field);
        self
    }

    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Refusal {
        self.source = Some(source.into().into_boxed_str());
        self
    }

    /// Collects several refusals of one form into one; `Ok` when there are none.
    pub fn all(mut refusals: Vec<Refusal>) -> Result<(), Refusal> {
        if refusals.is_empty() {
            return Ok(());
        }
        let mut first = refusals.remove(0);
        first.also.append(&mut refusals);
        Err(first)
    }

    /// This refusal and the further ones.
    pub fn iter(&self) -> impl Iterator<Item = &Refusal> {
        std::iter::once(self).chain(self.also.iter())
    }

    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self.kind {
            Kind::Invalid => 422,
            Kind::Forbidden => 403,
            Kind::NotFound => 404,
            Kind::Conflict => 409,
            Kind::Busy => 503,
            Kind::Full => 507,
            Kind::Internal => 500,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        let (kind, msg) = match &error {
            StoreError::Full => (Kind::Full, t::storage_full()),
            StoreError::Unwritable => (Kind::Full, t::storage_unwritable()),
            StoreError::Unreadable(_) => (Kind::Internal, t::storage_unreadable(error.incident())),
            StoreError::Damaged(_) => (Kind::Internal, t::storage_damaged(error.incident())),
            StoreError::Busy | StoreError::Retry | StoreError::NotOpened(_) => (Kind::Busy, t::busy()),
            StoreError::Nul => (Kind::Invalid, t::text_has_nul()),
            other => (Kind::Internal, t::storage_failed(other.incident())),
        };
        Refusal { cause: Some(Box::new(error)), ..Refusal::new(kind, msg) }
    }
}
