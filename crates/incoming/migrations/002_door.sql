ALTER TABLE receipts ADD COLUMN sender TEXT;
ALTER TABLE receipts ADD COLUMN stop BLOB;
CREATE INDEX receipts_blob ON receipts (blob);
CREATE TABLE receipt_annexes (
    id BLOB PRIMARY KEY,
    receipt BLOB NOT NULL REFERENCES receipts (id),
    place BIGINT NOT NULL,
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL
);
CREATE INDEX receipt_annexes_of ON receipt_annexes (receipt, place);
CREATE TABLE door_returns (
    id BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX door_returns_day ON door_returns (day, source);
CREATE TABLE door_stops (
    id BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    person BLOB,
    why TEXT NOT NULL,
    mark TEXT,
    done TEXT,
    state TEXT NOT NULL,
    counts TEXT NOT NULL,
    settled_at BIGINT,
    settled_by BLOB,
    reason TEXT,
    paper BLOB REFERENCES papers (id),
    receipt BLOB REFERENCES receipts (id)
);
CREATE INDEX door_stops_day ON door_stops (day, source);
CREATE INDEX door_stops_state ON door_stops (state, at);
CREATE TABLE hand_overs (
    id BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    person BLOB,
    sort TEXT NOT NULL,
    post BLOB NOT NULL,
    pieces BIGINT NOT NULL,
    counts TEXT NOT NULL,
    paper BLOB REFERENCES papers (id)
);
CREATE INDEX hand_overs_day ON hand_overs (day, source);
CREATE TABLE door_counts (
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    pieces BIGINT NOT NULL,
    PRIMARY KEY (day, source, state)
);
INSERT INTO door_counts (day, source, state, pieces)
    SELECT day, source, state, count(*) FROM receipts GROUP BY day, source, state;
CREATE TABLE folder_files (
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    act BLOB NOT NULL,
    PRIMARY KEY (name, size, changed)
);
