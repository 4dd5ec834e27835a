CREATE TABLE backup_runs (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    entries BIGINT,
    root TEXT,
    row_count BIGINT,
    blob_count BIGINT,
    bytes BIGINT,
    fault TEXT,
    drill_blobs BIGINT,
    drill_fault TEXT
);
CREATE INDEX backup_runs_started ON backup_runs (started_at);
