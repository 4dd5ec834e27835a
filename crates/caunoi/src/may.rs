//! The working regulations at the console: may this post do this on a day?

use std::process::ExitCode;

use anyhow::Context as _;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Post, names};
use regulations::{Day, Question, Said};
use rules::regulation::Verb;
use words::Lang;

use crate::{Place, console};

#[derive(Debug, clap::Args)]
pub struct MayAsked {
    /// The post: its id, the sign-in name of who holds it, or words of its holder, title and unit that fit one alone.
    #[arg(long)]
    pub post: String,
    /// sign or decide.
    #[arg(long, default_value = "sign")]
    pub verb: String,
    /// The abbreviation of a kind of paper (NQ, CT, TB …), or a matter as the regulation names it.
    #[arg(long)]
    pub kind: String,
    /// In whose name: a body's name; every body of which the regulations speak when left out.
    #[arg(long)]
    pub body: Option<String>,
    /// The field of the matter, by name.
    #[arg(long)]
    pub field: Option<String>,
    /// YYYY-MM-DD; today when left out.
    #[arg(long)]
    pub on: Option<Date>,
    /// The day of the meeting or paper from which terms are counted.
    #[arg(long)]
    pub event: Option<Date>,
    /// One JSON object a line; the only form there is.
    #[arg(long)]
    pub json: bool,
}

pub fn run(place: &Place, asked: &MayAsked) -> anyhow::Result<ExitCode> {
    let verb =
        Verb::from_code(&asked.verb).with_context(|| format!("{} is neither sign nor decide", asked.verb))?;
    let office = console::existing(place)?;
    let on = asked.on.unwrap_or_else(|| office.now().date());
    let day = office.read_blocking(|tx| Day::load(tx, on))?;
    let post = post(&day, &asked.post)?;
    let field = match &asked.field {
        Some(name) => {
            let found =
                day.fields.iter().find(|field| vietnamese::fold(&field.name) == vietnamese::fold(name));
            Some(found.with_context(|| format!("no field of work is called {name}"))?.id)
        }
        None => None,
    };
    let question = |body| Question { verb, what: asked.kind.clone(), body, field, on };
    let bodies = match &asked.body {
        Some(name) => {
            let unit = office.read_blocking(|tx| names::body_named(tx, name, on))?;
            vec![unit.with_context(|| format!("no body is called {name}"))?.id]
        }
        None => day
            .bodies()
            .into_iter()
            .filter_map(|body| body.key.parse().ok())
            .filter(|body| !day.answer(&question(*body)).governing.is_empty())
            .collect(),
    };
    let event = asked.event.unwrap_or(on);
    let lines = office.read_blocking(|tx: &mut Tx<'_>| -> Result<Vec<Said>, StoreError> {
        bodies
            .iter()
            .map(|body| regulations::said(tx, &question(*body), (Some(post), event), Lang::Vi))
            .collect()
    })?;
    for line in lines {
        println!("{}", serde_json::to_string(&line)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn post(day: &Day, typed: &str) -> anyhow::Result<Id<Post>> {
    if let Some(row) =
        day.posts.iter().find(|row| row.id.to_string() == typed || row.account.as_deref() == Some(typed))
    {
        return Ok(row.id);
    }
    names::meant(&day.posts, typed, "post").map_err(|refusal| console::refusal(&refusal))
}
