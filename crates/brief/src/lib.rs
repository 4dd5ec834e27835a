//! The chief's morning on one page: what is late, due today and urgent, who is on duty, which leaders are away and who
//! stands in, who has what and for how long.
//! Every number opens the list it comes from; the page prints, and its counts stand in the chief's first digest of the
//! day. It writes nothing.

mod api;
mod gather;
mod pages;
mod printed;

pub use gather::{Away, Brief, gather};
pub use pages::lines;

words::texts!();

use kernel::Part;
use people::{Function, Nav, Permission, Role, Tells};

/// May read the brief.
pub const READ: Permission = Permission::new("brief.read", &[Role::Chief, Role::DeputyChief]);

/// What the program lists on its one screen.
#[must_use]
pub fn function() -> Function {
    Function {
        name: "brief",
        part: || Part { name: "brief", migrations: &[], subjects: &[], operational: &[], checks: &[] },
        below: || {
            vec![
                people::part(),
                rulebook::part(),
                documents::part(),
                directions::part(),
                calendar::part(),
                regulations::part(),
            ]
        },
        permissions: &[READ],
        routes: pages::routes,
        nav: &[Nav {
            key: "b",
            href: "/brief",
            also: &[],
            icon: "news",
            title: t::brief,
            count: None,
            needs: READ,
        }],
        today: None,
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
