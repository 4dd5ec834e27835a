ALTER TABLE routings ADD COLUMN field BLOB REFERENCES fields (id);
ALTER TABLE routings ADD COLUMN issuer_key TEXT;
ALTER TABLE proposals ADD COLUMN taken_back_at BIGINT;
CREATE INDEX routings_issuer ON routings (issuer_key, started_at);
