CREATE TABLE issuer_names (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    used BIGINT NOT NULL
);
CREATE INDEX issuer_names_used ON issuer_names (used);
