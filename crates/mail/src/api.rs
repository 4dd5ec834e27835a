//! The same acts as JSON, and what may be read of them. The code of an address is typed on its page.

use kernel::{Refusal, Tx};
use people::{Api, Viewer};
use serde::{Deserialize, Serialize};

use crate::acts::{self, Wish, Wishes};
use crate::model::{self, Kind};
use crate::settings::{self, Shown};
use crate::{OPERATE, store};

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("mail.set_server", "/mail/servers", settings::set_server)
        .act("mail.set_wishes", "/mail/wishes", acts::set_wishes)
        .act("mail.forget_address", "/mail/address-ends", acts::forget_address)
        .read("mail.own", "/mail/own", own)
        .read("mail.server", "/mail/server", server)
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct Own {
    address: String,
    wishes: Wishes,
}

/// The reader's own address and wishes.
fn own(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Own, Refusal> {
    let row = store::person(tx, viewer.person)?.ok_or_else(Refusal::not_found)?;
    let wishes = Wishes {
        hours: model::say_hours(&row.hours),
        workdays: row.workdays,
        lang: row.lang.code().to_owned(),
        timings: Kind::ALL.map(|kind| Wish { kind, timing: row.timings.of(kind) }).to_vec(),
    };
    Ok(Own { address: row.address, wishes })
}

/// The mail server, without its password.
fn server(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Shown, Refusal> {
    viewer.ask(OPERATE)?;
    Ok(settings::server(tx)?.ok_or_else(Refusal::not_found)?.shown())
}
