//! From a sheet to a page in the reader's hand.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{Instant, Refusal, StoreError};
use print::{Head, PressError, Sheet};
use tokio::sync::Semaphore;

use crate::{House, Viewer, refused, t};

/// Sheets that are set at the same time: a long book takes a core for a second, and pages come first.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

impl House {
    /// Who prints, and on what day: the head of a sheet.
    #[must_use]
    pub fn print_head(&self, viewer: &Viewer, now: Instant) -> Head {
        let day = now.date();
        let two = |n: i8| format!("{n:02}");
        // As dates stand on papers: days below ten and the first two months with a nought.
        let month = if day.month() < 3 { two(day.month()) } else { day.month().to_string() };
        let day = t::print_day(two(day.day()), month, day.year().to_string()).say(viewer.lang);
        Head { superior: String::new(), issuer: self.name().to_owned(), right: vec![day] }
    }

    /// The sheet as PDF, shown by the browser; saved, it carries this name. In a demonstration every page says so.
    pub async fn print(&self, viewer: &Viewer, name: &str, mut sheet: Sheet) -> Response {
        if self.demo() {
            sheet.mark(ui::t::demo().say(viewer.lang));
        }
        let set = match self.press() {
            Some(press) => {
                let press = Arc::clone(press);
                let _place = AT_ONCE.acquire().await;
                tokio::task::spawn_blocking(move || press.set(&sheet))
                    .await
                    .unwrap_or_else(|fault| Err(PressError::Template(fault.to_string())))
            }
            None => Err(PressError::Template("there is no press".to_owned())),
        };
        match set {
            Ok(pdf) => {
                let name = vietnamese::file_name(&format!("{name}.pdf"));
                let headers = [
                    (header::CONTENT_TYPE, "application/pdf".to_owned()),
                    (header::CONTENT_DISPOSITION, disposition(&name)),
                ];
                (headers, pdf).into_response()
            }
            Err(fault) => {
                let refusal = match fault {
                    PressError::TooLong { most, .. } => {
                        let most = i64::try_from(most).unwrap_or(i64::MAX);
                        Refusal::invalid(t::print_too_long(vietnamese::format_integer(most)))
                    }
                    PressError::Template(_) | PressError::Picture => {
                        tracing::error!(%fault, "a sheet could not be set");
                        StoreError::Other("print".to_owned()).into()
                    }
                };
                refused(&self.page(viewer).await, &refusal)
            }
        }
    }
}

/// The foot of a sheet: that it comes from here, when, by whom.
#[must_use]
pub fn print_foot(viewer: &Viewer, now: Instant) -> String {
    let at = now.local().strftime("%H:%M %d/%m/%Y").to_string();
    t::print_foot(at, viewer.name.clone()).say(viewer.lang)
}

/// Headers hold no letters with accents: the name is given twice, the second time encoded (RFC 6266).
fn disposition(name: &str) -> String {
    let plain = vietnamese::slug(name.trim_end_matches(".pdf"));
    let encoded = ui::html::encode(name);
    format!("inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_with_accents_fits_into_a_header() {
        let said = super::disposition("Sổ đến 2026.pdf");
        assert!(said.is_ascii() && said.contains("filename=\"so-den-2026.pdf\""), "{said}");
        assert!(said.ends_with("filename*=UTF-8''S%E1%BB%95%20%C4%91%E1%BA%BFn%202026.pdf"), "{said}");
    }
}
