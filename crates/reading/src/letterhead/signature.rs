//! The foot: who signed in which form, and the recipients.

use super::lines::Column;
use super::names::{is_name, is_note};
use super::piece::{Piece, key};
use super::title::tidy;
use super::{Found, signer};

/// Reads signer and recipients from `body` on.
pub(super) fn read(pieces: &[Piece], body: usize, found: &mut Found) {
    let list_at = pieces.iter().position(|p| p.key.starts_with("noi nhan") && p.words() < 60);
    recipients(pieces, list_at, found);
    signer::read(pieces, body, list_at, found);
}

fn recipients(pieces: &[Piece], list_at: Option<usize>, found: &mut Found) {
    let Some(at) = list_at else { return };
    let Some(first) = pieces.get(at) else { return };
    let mut seen = vec![first];
    let mut items: Vec<String> = Vec::new();
    let inline = first.text.split_once(':').map(|(_, rest)| rest.trim()).unwrap_or_default();
    for part in inline.split("; ").filter(|p| !tidy(p).is_empty()) {
        items.push(part.to_owned());
    }
    let side = first.side();
    let mut ended = false;
    for piece in pieces.iter().skip(at + 1).take(80) {
        let other =
            matches!((side, piece.side()), (Column::Left, Column::Right) | (Column::Right, Column::Left));
        if other || piece.is_rule() {
            continue;
        }
        let bullet = piece.text.starts_with(['-', '–', '•', '+', '*']);
        let key = piece.key.trim_start_matches(['-', '–', ' ']);
        let ended_item = items.last().is_some_and(|i| i.trim_end().ends_with([';', ',', '.']));
        // Recognition loses bullets; an item's end and the next one's capital remain.
        let unbulleted = piece.sure.is_some()
            && ended_item
            && !ended
            && !piece.is_upper()
            && piece.side() == side
            && piece.text.chars().next().is_some_and(char::is_uppercase);
        let listed =
            bullet || unbulleted || items.is_empty() && (key.starts_with("nhu ") || key.starts_with("luu"));
        if listed {
            items.push(piece.text.clone());
            seen.push(piece);
            ended = key.starts_with("luu") && piece.text.ends_with('.');
            continue;
        }
        let open = items.last().is_some_and(|i| !i.trim_end().ends_with([';', '.']));
        let same = side != Column::Unknown && piece.side() == side;
        if !ended
            && open
            && !piece.is_upper()
            && (same || piece.text.chars().next().is_some_and(char::is_lowercase))
        {
            if let Some(item) = items.last_mut() {
                item.push(' ');
                item.push_str(&piece.text);
                seen.push(piece);
            }
            continue;
        }
        // Signature lines stand between in flattened text; the list goes on only with a bullet.
        if ended || !piece.is_upper() && side == Column::Unknown && !is_name(&piece.text) && !is_note(piece) {
            break;
        }
    }
    let list: Vec<String> = items
        .iter()
        .map(|i| tidy(i.trim_start_matches(['•', '+', '*', ' '])))
        .filter(|i| !i.is_empty())
        .collect();
    if list.is_empty() {
        return;
    }
    let closed = list.last().is_some_and(|l| key(l).starts_with("luu"));
    found.facts.recipients = list;
    found.note("recipients", if closed { 0.93 } else { 0.8 }, &seen);
}
