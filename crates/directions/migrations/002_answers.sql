CREATE TABLE answers (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    assignment BLOB NOT NULL REFERENCES assignments (id),
    step TEXT NOT NULL,
    person BLOB,
    text TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX answers_routing ON answers (routing);
