CREATE TABLE saved_searches (
    id BLOB PRIMARY KEY,
    scope TEXT NOT NULL,
    person BLOB NOT NULL REFERENCES persons (id),
    unit BLOB REFERENCES units (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX saved_searches_person ON saved_searches (person) WHERE removed_at IS NULL;
CREATE INDEX saved_searches_scope ON saved_searches (scope, unit) WHERE removed_at IS NULL;
