//! What has passed the look for marks is stored and waits: one paper, or those that a stack comes apart into.

use kernel::{Actor, BlobHash, Id, Office, Refusal};
use reading::Span;
use uuid::Uuid;

use crate::acts::{self, FromStack, Receive};
use crate::door::{Parcel, Piece, keep, tidy};
use crate::model::{Receipt, Stop};

/// The papers of a stack, each with the stack that it was cut out of. The stack's bytes stay as they came.
fn keep_parts(office: &Office, parcel: &Parcel, stop: Option<Id<Stop>>) -> Result<Vec<Receive>, Refusal> {
    let [whole] = parcel.pieces.as_slice() else { return Ok(Vec::new()) };
    let stack = office.blobs().put(&whole.bytes)?;
    let mut papers = Vec::new();
    for part in &whole.parts {
        let name = part_name(&whole.name, &part.span);
        let piece = Piece::new(name, part.bytes.clone(), part.reading.clone());
        let Parcel { source, sender, came_at, .. } = parcel;
        let alone =
            Parcel { source: source.clone(), sender: sender.clone(), pieces: vec![piece], came_at: *came_at };
        let (first, last) = (part.span.first, part.span.last);
        let slip_of = part.span.under.as_deref().and_then(|key| key.parse().ok());
        papers.push(Receive {
            stack: Some(FromStack { blob: stack, name: whole.name.clone(), first, last }),
            slip_of,
            ..keep(office, &alone, stop)?
        });
    }
    Ok(papers)
}

/// `quet.pdf` becomes `quet-trang-2-4.pdf`.
pub(crate) fn part_name(stack: &str, span: &Span) -> String {
    let (stem, end) = stack.rsplit_once('.').unwrap_or((stack, "pdf"));
    let pages = match span.first == span.last {
        true => span.first.to_string(),
        false => format!("{}-{}", span.first, span.last),
    };
    tidy(&format!("{stem}-trang-{pages}.{end}"))
}

/// Stores what has passed and lets it wait: one paper, or those of a stack, all in one act.
pub fn let_in(
    office: &Office,
    (actor, id): (Actor, Uuid),
    parcel: &Parcel,
    stop: Option<Id<Stop>>,
) -> Result<Vec<Taken>, Refusal> {
    if parcel.parts().is_empty() {
        let paper = keep(office, parcel, stop)?;
        let (name, blob) = (paper.name.clone(), paper.blob);
        let receipt = office.act_blocking(actor, id, paper, acts::receive)?;
        return Ok(vec![Taken { name, blob, receipt }]);
    }
    let papers = keep_parts(office, parcel, stop)?;
    let named: Vec<_> = papers.iter().map(|paper| (paper.name.clone(), paper.blob)).collect();
    let receipts = office.act_blocking(actor, id, papers, acts::receive_stack)?;
    let taken = |((name, blob), receipt)| Taken { name, blob, receipt };
    Ok(named.into_iter().zip(receipts).map(taken).collect())
}

/// A paper that waits now.
#[derive(Debug, Clone)]
pub struct Taken {
    pub name: String,
    pub blob: BlobHash,
    pub receipt: Id<Receipt>,
}
