journal = Journal
journal-lead = Every act is written to an append-only journal that outsiders can check without trusting this program.
journal-head = Head of the journal
journal-entries = Entries
journal-signed-at = Signed at
journal-checkpoint = Signed checkpoint
journal-key = Key to check it with
journal-jobs = Background jobs ({ $state })
