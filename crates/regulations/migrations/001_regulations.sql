CREATE TABLE regulations (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BLOB
);
CREATE TABLE regulation_versions (
    id BLOB PRIMARY KEY,
    regulation BLOB NOT NULL REFERENCES regulations (id),
    nth BIGINT NOT NULL,
    code TEXT NOT NULL,
    signed_on TEXT,
    state TEXT NOT NULL,
    from_date TEXT,
    to_date TEXT,
    made_at BIGINT NOT NULL,
    made_by BLOB,
    published_at BIGINT,
    published_by BLOB,
    UNIQUE (regulation, nth)
);
CREATE TABLE regulation_articles (
    id BLOB PRIMARY KEY,
    version BLOB NOT NULL REFERENCES regulation_versions (id),
    place BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    provisions TEXT NOT NULL,
    source TEXT NOT NULL,
    confirmed_on TEXT,
    confirmed_by BLOB,
    confirmed_code TEXT,
    confirmed_article TEXT
);
CREATE INDEX regulation_articles_version ON regulation_articles (version, place);
CREATE TABLE leader_assignments (
    id BLOB PRIMARY KEY,
    post BLOB NOT NULL REFERENCES posts (id),
    field BLOB,
    unit BLOB REFERENCES units (id),
    code TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    made_at BIGINT NOT NULL,
    made_by BLOB
);
CREATE INDEX leader_assignments_post ON leader_assignments (post);
CREATE TABLE regulation_departures (
    id BLOB PRIMARY KEY,
    post BLOB NOT NULL REFERENCES posts (id),
    person BLOB,
    body BLOB NOT NULL REFERENCES units (id),
    verb TEXT NOT NULL,
    matter TEXT NOT NULL,
    on_date TEXT NOT NULL,
    article TEXT NOT NULL,
    why TEXT NOT NULL,
    reason TEXT NOT NULL,
    about_kind TEXT,
    about BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX regulation_departures_at ON regulation_departures (at);
CREATE INDEX leader_assignments_field ON leader_assignments (field) WHERE field IS NOT NULL;
