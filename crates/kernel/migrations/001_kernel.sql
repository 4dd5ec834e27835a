CREATE TABLE journal_entries (
    id BLOB PRIMARY KEY,
    act TEXT NOT NULL,
    at BIGINT NOT NULL,
    person BLOB,
    body BLOB NOT NULL,
    answer TEXT NOT NULL
);
CREATE TABLE journal_subjects (
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    entry BLOB NOT NULL REFERENCES journal_entries (id),
    state BLOB NOT NULL,
    PRIMARY KEY (subject, kind, entry)
);
CREATE TABLE journal_leaves (
    seq BIGINT PRIMARY KEY,
    entry BLOB NOT NULL UNIQUE REFERENCES journal_entries (id),
    hash BLOB NOT NULL
);
CREATE TABLE journal_tiles (
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);
CREATE TABLE journal_checkpoints (
    size BIGINT PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE journal_salts (
    owner BLOB NOT NULL,
    name TEXT NOT NULL,
    salt BLOB NOT NULL,
    PRIMARY KEY (owner, name)
);
CREATE TABLE journal_cursors (
    follower TEXT PRIMARY KEY,
    seq BIGINT NOT NULL
);
CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    fault TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE TABLE settings (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
);
CREATE TABLE journal_pending (
    entry BLOB PRIMARY KEY,
    at BIGINT NOT NULL,
    hash BLOB NOT NULL
);
CREATE TABLE journal_edge (
    id BIGINT PRIMARY KEY,
    frontier BLOB NOT NULL
);
