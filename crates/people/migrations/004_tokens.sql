CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    made_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    revoked_on TEXT
);
CREATE INDEX api_tokens_person ON api_tokens (person);
