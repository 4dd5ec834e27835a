CREATE TABLE job_decisions (
    id BLOB PRIMARY KEY,
    job BLOB NOT NULL,
    kind TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE periodic_runs (
    name TEXT PRIMARY KEY,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    leased_until BIGINT,
    holder BLOB NOT NULL,
    fault TEXT
);
CREATE TABLE check_runs (
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    millis BIGINT NOT NULL,
    faults BIGINT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (name, at)
);
CREATE INDEX jobs_finished ON jobs (state, finished_at);
