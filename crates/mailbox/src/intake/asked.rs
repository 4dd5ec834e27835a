//! Messages of which a clerk was asked something: the mailbox keeps them until the answer is there.

use incoming::Stop;
use incoming::acts::{self, Declare};
use incoming::door::{Checked, Given, Together, check_all, let_in};
use kernel::{Actor, Id, Kind};

use super::{Look, Stopped, file_name, key_of, state_of, subject};
use crate::imap::{Head, Mailbox, Opened};
use crate::settings::Do;
use crate::store::MessageRow;

impl Look<'_> {
    /// A clerk has been asked about papers of this message. When all is answered it is done; a restart forgot the
    /// papers, and they are fetched again for the same questions.
    pub(super) fn ask_again(
        &self,
        mailbox: &mut Mailbox,
        opened: Opened,
        row: &MessageRow,
    ) -> Result<(), Stopped> {
        let mut papers = row.papers.clone();
        let mut forgotten = false;
        for paper in papers.iter_mut().filter(|paper| paper.outcome == "question") {
            let Some(id) = paper.id.map(Id::<Stop>::from_uuid) else { continue };
            let Some(stop) = self.office.read_blocking(|tx| incoming::stop(tx, id))? else { continue };
            match stop.state.as_str() {
                "open" => forgotten |= self.spool.get(id).is_none(),
                "classified" => "marked".clone_into(&mut paper.outcome),
                "returned" => "returned".clone_into(&mut paper.outcome),
                _ => {
                    "waiting".clone_into(&mut paper.outcome);
                    paper.id = stop.receipt.map(Id::uuid).or(paper.id);
                }
            }
        }
        let state = state_of(&papers);
        if state != row.state || papers != row.papers {
            self.settle(row, state, &papers, &row.reason)?;
        }
        if state != "asked" {
            return self.mark_row(mailbox, opened, &key_of(row));
        }
        if forgotten {
            let heads = self.line.wait(mailbox.heads(&[row.uid]))?;
            let bytes = self.line.wait(mailbox.body(row.uid))?;
            if let (Some(head), Some(bytes)) = (heads.first(), bytes) {
                self.remember(row, head, bytes)?;
            }
        }
        Ok(())
    }

    /// The same papers for the same questions; what can be read now answers by itself.
    fn remember(&self, row: &MessageRow, head: &Head, bytes: Vec<u8>) -> Result<(), Stopped> {
        let subject = subject(head);
        let (then, source) = self.settings.rule(&head.from, &subject);
        let mail_is = if then == Do::Each { Together::Each } else { Together::One };
        let given = vec![Given { name: file_name(&subject), bytes }];
        let checked = check_all(self.reader, "mail", given, (Together::Each, mail_is), false);
        for (one, paper) in checked.into_iter().zip(&row.papers) {
            let Some(stop) = paper.id.filter(|_| paper.outcome == "question").map(Id::<Stop>::from_uuid)
            else {
                continue;
            };
            if self.spool.get(stop).is_some() {
                continue;
            }
            let (actor, id) = (Actor::system(), self.office.new_id());
            let answered = match one.from(&source, row.came_at) {
                Checked::Unchecked(parcel, why) => {
                    self.spool.put(stop, parcel, why);
                    Ok(())
                }
                Checked::Clear(parcel) => let_in(self.office, (actor, id), &parcel, Some(stop)).map(drop),
                Checked::Marked { mark, .. } => {
                    self.office.act_blocking(actor, id, Declare { stop, mark }, acts::classify)
                }
                Checked::Refused { .. } => Ok(()),
            };
            // Somebody was faster: the next look finds the answer.
            if let Err(refusal) = answered
                && !matches!(refusal.kind, Kind::Conflict | Kind::NotFound)
            {
                return Err(Stopped::Later);
            }
        }
        Ok(())
    }
}
