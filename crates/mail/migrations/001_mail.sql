CREATE TABLE mail_people (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    address TEXT NOT NULL,
    confirmed_on TEXT NOT NULL,
    lang TEXT NOT NULL,
    hours TEXT NOT NULL,
    workdays BIGINT NOT NULL,
    kinds TEXT NOT NULL
);
CREATE TABLE mail_pending (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
CREATE TABLE mail_marks (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    slot BIGINT NOT NULL,
    digest_until BIGINT NOT NULL,
    asked_until BIGINT NOT NULL,
    told_until BIGINT NOT NULL
);
CREATE TABLE mail_sent (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX mail_sent_person ON mail_sent (person, at);
CREATE INDEX mail_sent_at ON mail_sent (at);
CREATE TABLE mail_bounces (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    at BIGINT NOT NULL,
    code BIGINT NOT NULL
);
CREATE TABLE mail_health (
    id BIGINT PRIMARY KEY,
    sent_at BIGINT,
    failed_at BIGINT,
    fault TEXT,
    failures BIGINT NOT NULL
);
