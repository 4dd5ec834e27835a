ALTER TABLE journal_pending RENAME TO journal_pending_1;
CREATE TABLE journal_pending (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    entry BLOB NOT NULL UNIQUE REFERENCES journal_entries (id),
    at BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO journal_pending (entry, at, hash) SELECT entry, at, hash FROM journal_pending_1 ORDER BY at, entry;
DROP TABLE journal_pending_1;
