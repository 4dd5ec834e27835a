CREATE TABLE imports (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    at BIGINT NOT NULL,
    lines TEXT NOT NULL
);
