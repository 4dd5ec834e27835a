//! A piece of the image of a page, seen large.

use words::Lang;

use crate::html::{Html, Text, escape};

/// Of the page's width and height, in ten-thousandths.
#[derive(Debug, Clone)]
pub struct Crop {
    src: String,
    alt: Text,
    area: [u32; 4],
}

/// An A4 page of this width is drawn so high.
const WIDE: f64 = 1000.0;
const HIGH: f64 = 1414.0;

impl Crop {
    /// `area`: left, top, width and height.
    pub fn new(src: impl Into<String>, area: [u32; 4], alt: impl Into<Text>) -> Crop {
        Crop { src: src.into(), alt: alt.into(), area }
    }

    /// The picture is the whole page's, which the browser has already; the view box shows a part of it.
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let [x, y, w, h] = self.area.map(|part| f64::from(part) / 10_000.0);
        Html::trusted(format!(
            "<svg class=\"crop\" preserveAspectRatio=\"xMinYMid\" role=\"img\" aria-label=\"{}\" viewBox=\"{:.1} {:.1} {:.1} {:.1}\">\
             <image href=\"{}\" width=\"{WIDE}\" height=\"{HIGH}\" preserveAspectRatio=\"none\"/></svg>",
            escape(&self.alt.say(lang)),
            x * WIDE,
            y * HIGH,
            (w * WIDE).max(1.0),
            (h * HIGH).max(1.0),
            escape(&self.src)
        ))
    }
}
