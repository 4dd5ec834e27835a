//! A connection on trial, and listening between two looks.

use kernel::Office;

use super::Line;
use crate::imap::{Fault, Mailbox};
use crate::settings::{self, After, Settings};

/// What a trial found.
pub(crate) struct Trial {
    pub messages: usize,
    pub keywords: bool,
    /// The folder for what is done is there, or could be made.
    pub target: bool,
    pub idles: bool,
}

/// Connects, signs in and looks, and changes nothing.
pub(crate) fn trial(office: &Office, settings: &Settings) -> anyhow::Result<Result<Trial, Fault>> {
    let Some(server) = settings.server(office) else { return Ok(Err(Fault::SignIn)) };
    Ok(Line::new()?.wait(async {
        let (mut mailbox, opened) = Mailbox::open(&server, &settings.folder).await?;
        let messages = mailbox.above(0).await?.len();
        let target = settings.after != After::Move || mailbox.has(&settings.done_folder).await?;
        let idles = mailbox.idles;
        mailbox.leave().await;
        Ok(Trial { messages, keywords: opened.keywords, target, idles })
    }))
}

/// Listens until the server tells of something new, or it is enough. Tells whether something came.
pub(crate) fn idle(office: &Office, over: impl Fn() -> bool) -> anyhow::Result<bool> {
    let settings = office.read_blocking(settings::settings)?;
    let Some(settings) = settings.filter(|settings| settings.on) else { return Ok(false) };
    let Some(server) = settings.server(office) else { return Ok(false) };
    let line = Line::new()?;
    // What is wrong with the server the next look finds and tells.
    let Ok((mailbox, _)) = line.wait(Mailbox::open(&server, &settings.folder)) else { return Ok(false) };
    if mailbox.idles {
        return Ok(mailbox.idle(&line, over).unwrap_or(false));
    }
    line.wait(mailbox.leave());
    Ok(false)
}
