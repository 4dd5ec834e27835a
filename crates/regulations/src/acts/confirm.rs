//! Confirming an article: somebody held it against the signed paper. From then on it refuses.

use kernel::{Act, Id, Refusal};
use people::may;
use serde::{Deserialize, Serialize};

use super::{LINE_MAX, cut, of_version};
use crate::model::{Article, Version};
use crate::store;
use crate::{DECIDE, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    pub version: Id<Version>,
    pub article: Id<Article>,
    /// Number of the signed paper in which it stands, and the article there.
    pub code: String,
    pub quoted: String,
}

pub fn confirm(act: &mut Act<'_>, input: Confirm) -> Result<(), Refusal> {
    may(act, DECIDE)?;
    let version = store::lock_version(act.tx(), input.version)?.ok_or_else(Refusal::not_found)?;
    let row = store::article(act.tx(), input.article)?.filter(|row| row.version == version.id);
    let row = row.ok_or_else(Refusal::not_found)?;
    let code = cut(&input.code, "code", (LINE_MAX, Some(t::code_missing())));
    let quoted = cut(&input.quoted, "quoted", (LINE_MAX, Some(t::number_missing())));
    let (code, quoted) = match (code, quoted) {
        (Ok(code), Ok(quoted)) => (code, quoted),
        (code, quoted) => {
            let wrong = [code.err(), quoted.err()].into_iter().flatten().collect();
            return Err(Refusal::all(wrong).err().unwrap_or_else(Refusal::not_found));
        }
    };
    act.record("regulations.confirm", of_version(version.id));
    act.fact("article", row.id);
    let (today, by) = (act.today(), act.actor().person);
    store::confirm_article(act.tx(), row.id, (today, by), (&code, &quoted))?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdraw {
    pub version: Id<Version>,
    pub article: Id<Article>,
}

/// It was confirmed by mistake: from now on it warns only.
pub fn withdraw(act: &mut Act<'_>, input: Withdraw) -> Result<(), Refusal> {
    may(act, DECIDE)?;
    let version = store::lock_version(act.tx(), input.version)?.ok_or_else(Refusal::not_found)?;
    let row = store::article(act.tx(), input.article)?.filter(|row| row.version == version.id);
    let row = row.ok_or_else(Refusal::not_found)?;
    if row.confirmed.is_none() {
        return Err(Refusal::conflict(t::not_confirmed()));
    }
    act.record("regulations.withdraw", of_version(version.id));
    act.fact("article", row.id);
    store::unconfirm_article(act.tx(), row.id)?;
    Ok(())
}
