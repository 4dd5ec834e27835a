CREATE TABLE units (
    id BLOB PRIMARY KEY,
    parent BLOB REFERENCES units (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key BLOB NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT
);
CREATE INDEX units_parent ON units (parent);
CREATE TABLE persons (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    sort_key BLOB NOT NULL
);
CREATE TABLE posts (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL REFERENCES units (id),
    title TEXT NOT NULL,
    roles TEXT NOT NULL,
    place BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT
);
CREATE INDEX posts_unit ON posts (unit);
CREATE TABLE holdings (
    id BLOB PRIMARY KEY,
    post BLOB NOT NULL REFERENCES posts (id),
    person BLOB NOT NULL REFERENCES persons (id),
    from_date TEXT NOT NULL,
    to_date TEXT
);
CREATE INDEX holdings_post ON holdings (post);
CREATE INDEX holdings_person ON holdings (person);
CREATE TABLE accounts (
    person BLOB PRIMARY KEY REFERENCES persons (id),
    name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    closed_on TEXT
);
CREATE TABLE sessions (
    token BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    browser TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE TABLE sign_in_failures (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_name ON sign_in_failures (name, at);
