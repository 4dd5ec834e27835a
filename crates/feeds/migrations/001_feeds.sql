CREATE TABLE feeds (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    unit BLOB REFERENCES units (id),
    named BIGINT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    made_on TEXT NOT NULL,
    ended_on TEXT
);
CREATE INDEX feeds_person ON feeds (person);
CREATE TABLE feed_uses (
    feed BLOB PRIMARY KEY,
    at BIGINT NOT NULL
);
