CREATE TABLE second_factors (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    secret TEXT NOT NULL,
    since TEXT NOT NULL
);
CREATE TABLE recovery_codes (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    hash BLOB NOT NULL,
    used_on TEXT
);
CREATE INDEX recovery_codes_person ON recovery_codes (person);
CREATE TABLE second_steps (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    step BIGINT NOT NULL
);
CREATE TABLE second_pending (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    secret TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE half_sessions (
    token BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    at BIGINT NOT NULL
);
