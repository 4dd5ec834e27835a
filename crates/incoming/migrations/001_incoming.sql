CREATE TABLE door_days (
    id BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    received BIGINT NOT NULL,
    UNIQUE (day, source)
);
CREATE TABLE receipts (
    id BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    paper BLOB REFERENCES papers (id),
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL
);
CREATE INDEX receipts_state ON receipts (state, received_at);
CREATE INDEX receipts_day ON receipts (day, source);
