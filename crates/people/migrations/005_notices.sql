CREATE TABLE notices (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    why TEXT NOT NULL,
    nth BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    urgent BIGINT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    once TEXT
);
CREATE INDEX notices_unread ON notices (person, at) WHERE read_at IS NULL;
CREATE INDEX notices_person ON notices (person, at);
CREATE INDEX notices_subject ON notices (subject) WHERE read_at IS NULL;
CREATE INDEX notices_at ON notices (at);
CREATE UNIQUE INDEX notices_once ON notices (person, once);
