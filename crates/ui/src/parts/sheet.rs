//! The image of a page with the boxes from which facts were read.

use words::Lang;

use crate::html::{Html, escape};
use crate::t;

/// Where a fact was seen, in the units of [`Sheet::size`]. `name` is the field's name: the box lights up when
/// the field has the focus.
#[derive(Debug, Clone)]
pub struct Seen {
    pub name: String,
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub doubtful: bool,
}

#[derive(Debug, Clone)]
pub struct Sheet {
    src: String,
    page: u32,
    width: f32,
    height: f32,
    seen: Vec<Seen>,
    alt: Option<String>,
}

impl Sheet {
    /// `width` and `height` are the page's size in the units of the boxes. A page of another shape stretches them.
    pub fn new(src: impl Into<String>, page: u32, width: f32, height: f32) -> Sheet {
        Sheet { src: src.into(), page, width, height, seen: Vec::new(), alt: None }
    }
    #[must_use]
    pub fn seen(mut self, seen: impl IntoIterator<Item = Seen>) -> Sheet {
        self.seen.extend(seen);
        self
    }
    /// What the page says, for who cannot see it.
    #[must_use]
    pub fn alt(mut self, alt: impl Into<String>) -> Sheet {
        self.alt = Some(alt.into());
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let alt = self.alt.clone().unwrap_or_else(|| t::page_image(self.page).say(lang));
        let boxes: String = self
            .seen
            .iter()
            .map(|b| {
                format!(
                    "<rect class=\"box{}\" data-box=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\"/>",
                    if b.doubtful { " doubt" } else { "" },
                    escape(&b.name),
                    b.x,
                    b.y,
                    b.width,
                    b.height
                )
            })
            .collect();
        Html::trusted(format!(
            "<figure class=\"sheet\"><img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"{}\">\
             <svg class=\"boxes\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{boxes}</svg></figure>",
            escape(&self.src),
            escape(&alt),
            self.width.round(),
            self.height.round(),
            if self.page <= 1 { "eager" } else { "lazy" },
            self.width,
            self.height
        ))
    }
}
