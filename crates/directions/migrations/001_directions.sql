CREATE TABLE routings (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL UNIQUE REFERENCES papers (id),
    state TEXT NOT NULL,
    office_post BLOB NOT NULL REFERENCES posts (id),
    leader_post BLOB REFERENCES posts (id),
    started_by BLOB,
    started_at BIGINT NOT NULL,
    held_since BIGINT NOT NULL,
    deadline TEXT,
    basis TEXT,
    counted_from TEXT,
    prepared TEXT,
    prepared_by BLOB,
    result TEXT,
    reply_code TEXT,
    reply_on TEXT,
    settled_by BLOB,
    settled_at BIGINT
);
CREATE INDEX routings_office ON routings (state, office_post, held_since);
CREATE INDEX routings_leader ON routings (state, leader_post, held_since);
CREATE INDEX routings_deadline ON routings (state, deadline);
CREATE TABLE proposals (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    post BLOB NOT NULL,
    person BLOB,
    text TEXT NOT NULL,
    leader_post BLOB,
    deadline TEXT,
    basis TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX proposals_routing ON proposals (routing);
CREATE TABLE proposal_lines (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    proposal BLOB NOT NULL REFERENCES proposals (id),
    role TEXT NOT NULL,
    unit BLOB NOT NULL REFERENCES units (id),
    post BLOB REFERENCES posts (id)
);
CREATE INDEX proposal_lines_routing ON proposal_lines (routing);
CREATE TABLE instructions (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    word TEXT NOT NULL,
    post BLOB NOT NULL,
    person BLOB,
    text TEXT NOT NULL,
    written_on TEXT,
    entered_by BLOB,
    at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX instructions_routing ON instructions (routing);
CREATE TABLE assignments (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    parent BLOB REFERENCES assignments (id),
    role TEXT NOT NULL,
    unit BLOB NOT NULL REFERENCES units (id),
    post BLOB REFERENCES posts (id),
    step TEXT NOT NULL,
    sent_by BLOB,
    sent_at BIGINT NOT NULL,
    opened_by BLOB,
    opened_at BIGINT,
    answered_by BLOB,
    answered_at BIGINT,
    text TEXT
);
CREATE INDEX assignments_routing ON assignments (routing);
CREATE INDEX assignments_unit ON assignments (step, unit);
CREATE INDEX assignments_post ON assignments (step, post);
CREATE TABLE deadline_changes (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    person BLOB,
    old_deadline TEXT,
    new_deadline TEXT,
    why TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX deadline_changes_routing ON deadline_changes (routing);
CREATE TABLE readings (
    id BLOB PRIMARY KEY,
    routing BLOB NOT NULL REFERENCES routings (id),
    post BLOB NOT NULL,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (routing, person)
);
