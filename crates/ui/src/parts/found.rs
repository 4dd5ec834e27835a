//! What a search found: hits with what was asked for marked, and the ways to narrow them.

use words::Lang;

use crate::html::{Html, Text, escape, escape_into};
use crate::parts::card::grouped;
use crate::parts::{Due, Urgency};
use crate::t;

/// Text in pieces: marked ones are what was asked for.
pub type Marked = Vec<(String, bool)>;

/// One hit.
#[derive(Debug, Clone, Default)]
pub struct FoundHit {
    pub code: Marked,
    pub what: Marked,
    pub excerpt: Marked,
    /// The quieter line.
    pub by: String,
    pub href: String,
    pub due: Option<Due>,
    pub urgency: Option<Urgency>,
}

fn marked(pieces: &Marked) -> String {
    let mut out = String::new();
    for (text, hit) in pieces {
        if *hit {
            out.push_str("<mark>");
            escape_into(&mut out, text);
            out.push_str("</mark>");
        } else {
            escape_into(&mut out, text);
        }
    }
    out
}

/// Hits that `j` and `k` walk.
#[derive(Debug, Clone)]
pub struct FoundList {
    name: Text,
    hits: Vec<FoundHit>,
}

impl FoundList {
    pub fn new(name: impl Into<Text>, hits: impl IntoIterator<Item = FoundHit>) -> FoundList {
        FoundList { name: name.into(), hits: hits.into_iter().collect() }
    }

    /// Hits left, facets beside them; on a phone the facets fold away above.
    #[must_use]
    pub fn columns(main: &Html, facets: &Html) -> Html {
        Html::trusted(format!("<div class=\"found\">{main}<aside class=\"facets\">{facets}</aside></div>"))
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let mut each = String::new();
        for hit in &self.hits {
            let urgency = hit.urgency.as_ref().map(|u| format!("{} ", u.render(lang))).unwrap_or_default();
            let due = hit.due.as_ref().map(|due| due.render(lang).into_string()).unwrap_or_default();
            let code = if hit.code.is_empty() { "—".to_owned() } else { marked(&hit.code) };
            each.push_str(&format!(
                "<li class=\"hit\" data-walk-target=\"row\"><a href=\"{}\"><span class=\"code\">{code}</span> \
                 <span class=\"what\">{urgency}{}</span></a>{due}",
                escape(&hit.href),
                marked(&hit.what),
            ));
            if !hit.excerpt.is_empty() {
                each.push_str(&format!("<p class=\"excerpt\">{}</p>", marked(&hit.excerpt)));
            }
            each.push_str(&format!("<p class=\"by\">{}</p></li>", escape(&hit.by)));
        }
        Html::trusted(format!(
            "<ol class=\"hits card\" data-controller=\"walk\" aria-label=\"{}\">{each}</ol>",
            escape(&self.name.say(lang))
        ))
    }
}

/// A value that hits can be narrowed to.
#[derive(Debug, Clone)]
pub struct FacetValue {
    pub name: Text,
    pub count: u64,
    pub href: String,
    pub on: bool,
}

/// The values of one facet; those behind the first few unfold.
#[derive(Debug, Clone)]
pub struct FacetList {
    pub title: Text,
    pub values: Vec<FacetValue>,
    pub open: usize,
}

impl FacetList {
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let line = |value: &FacetValue| {
            format!(
                "<li><a href=\"{}\"{}><span>{}</span> <span class=\"num\">{}</span></a></li>",
                escape(&value.href),
                if value.on { " aria-current=\"true\"" } else { "" },
                escape(&value.name.say(lang)),
                grouped(value.count, lang)
            )
        };
        let split = self.open.min(self.values.len());
        let (open, rest) = self.values.split_at(split);
        let open: String = open.iter().map(line).collect();
        let rest = if rest.is_empty() {
            String::new()
        } else {
            let each: String = rest.iter().map(line).collect();
            format!(
                "<details><summary>{}</summary><ul>{each}</ul></details>",
                escape(&t::facet_more(rest.len()).say(lang))
            )
        };
        Html::trusted(format!(
            "<section class=\"facet\"><h2>{}</h2><ul>{open}</ul>{rest}</section>",
            escape(&self.title.say(lang))
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped_like_everything_else() {
        let hit = FoundHit {
            what: vec![("<b>".to_owned(), false), ("a&b".to_owned(), true)],
            href: "/papers/1?x=\"".to_owned(),
            ..FoundHit::default()
        };
        let html = FoundList::new("x".to_owned(), [hit]).render(Lang::Vi).into_string();
        assert!(html.contains("&lt;b&gt;<mark>a&amp;b</mark>"), "{html}");
        assert!(html.contains("href=\"/papers/1?x=&quot;\""), "{html}");
    }
}
