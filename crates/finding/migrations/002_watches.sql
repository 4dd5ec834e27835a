-- Who is told of new things that a kept search finds.
CREATE TABLE saved_watches (
    id BLOB PRIMARY KEY,
    search BLOB NOT NULL REFERENCES saved_searches (id),
    person BLOB NOT NULL REFERENCES persons (id),
    since BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX saved_watches_one ON saved_watches (search, person) WHERE ended_at IS NULL;
CREATE INDEX saved_watches_person ON saved_watches (person) WHERE ended_at IS NULL;
-- How far the journal was looked through for them: one row.
CREATE TABLE watch_stand (
    id INTEGER PRIMARY KEY,
    seq BIGINT NOT NULL
);
