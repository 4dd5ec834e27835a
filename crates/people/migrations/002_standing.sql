CREATE TABLE fields (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    sort_key BLOB NOT NULL,
    active BIGINT NOT NULL
);
CREATE TABLE post_fields (
    post BLOB NOT NULL REFERENCES posts (id),
    field BLOB NOT NULL REFERENCES fields (id),
    PRIMARY KEY (post, field)
);
CREATE INDEX post_fields_field ON post_fields (field);
CREATE TABLE post_serves (
    secretary BLOB NOT NULL REFERENCES posts (id),
    leader BLOB NOT NULL REFERENCES posts (id),
    PRIMARY KEY (secretary, leader)
);
CREATE INDEX post_serves_leader ON post_serves (leader);
CREATE TABLE delegations (
    id BLOB PRIMARY KEY,
    post BLOB NOT NULL REFERENCES posts (id),
    person BLOB NOT NULL REFERENCES persons (id),
    to_post BLOB NOT NULL REFERENCES posts (id),
    to_person BLOB NOT NULL REFERENCES persons (id),
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    ended_on TEXT
);
CREATE INDEX delegations_to_person ON delegations (to_person);
CREATE INDEX delegations_post ON delegations (post);
CREATE TABLE delegation_fields (
    delegation BLOB NOT NULL REFERENCES delegations (id),
    field BLOB NOT NULL REFERENCES fields (id),
    PRIMARY KEY (delegation, field)
);
CREATE TABLE unit_former (
    id BLOB PRIMARY KEY,
    unit BLOB NOT NULL REFERENCES units (id),
    parent BLOB REFERENCES units (id),
    name TEXT NOT NULL,
    until TEXT NOT NULL
);
CREATE INDEX unit_former_unit ON unit_former (unit);
CREATE TABLE post_former (
    id BLOB PRIMARY KEY,
    post BLOB NOT NULL REFERENCES posts (id),
    unit BLOB NOT NULL REFERENCES units (id),
    title TEXT NOT NULL,
    until TEXT NOT NULL
);
CREATE INDEX post_former_post ON post_former (post);
ALTER TABLE sessions ADD COLUMN acting BLOB;
