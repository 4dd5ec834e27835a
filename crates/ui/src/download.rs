//! Files that a browser keeps and does not show.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// A file of this media type, to be kept under this name.
#[must_use]
pub fn attachment(media: &str, name: &str, bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition(name))], bytes).into_response()
}

/// The name with its accents (RFC 6266), and one without for whatever does not know that.
fn disposition(name: &str) -> String {
    let name = vietnamese::file_name(name);
    let bare: String = vietnamese::fold(&name).chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    format!("attachment; filename=\"{bare}\"; filename*=UTF-8''{}", crate::html::encode(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_accents_and_has_one_without() {
        assert_eq!(
            disposition("Nhiệm vụ 1/2.xlsx"),
            "attachment; filename=\"nhiem vu 1_2.xlsx\"; filename*=UTF-8''Nhi%E1%BB%87m%20v%E1%BB%A5%201_2.xlsx"
        );
    }
}
