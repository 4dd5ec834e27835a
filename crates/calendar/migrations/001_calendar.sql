CREATE TABLE duty_turns (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    post BLOB NOT NULL REFERENCES posts (id),
    person BLOB NOT NULL REFERENCES persons (id),
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    phone TEXT NOT NULL,
    removed_at BIGINT,
    removed_why TEXT
);
CREATE INDEX duty_turns_ends ON duty_turns (ends, starts);
CREATE INDEX duty_turns_person ON duty_turns (person, ends);
CREATE TABLE duty_changes (
    id BLOB PRIMARY KEY,
    turn BLOB NOT NULL REFERENCES duty_turns (id),
    at BIGINT NOT NULL,
    changed_by BLOB,
    from_person BLOB NOT NULL REFERENCES persons (id),
    to_person BLOB NOT NULL REFERENCES persons (id),
    why TEXT NOT NULL
);
CREATE INDEX duty_changes_turn ON duty_changes (turn);
CREATE TABLE duty_calls (
    id BLOB PRIMARY KEY,
    about_kind TEXT NOT NULL,
    about BLOB NOT NULL,
    urgency TEXT NOT NULL,
    began BIGINT NOT NULL,
    ring_at BIGINT,
    rings BIGINT NOT NULL,
    uncovered BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by BLOB REFERENCES persons (id),
    note TEXT
);
CREATE INDEX duty_calls_open ON duty_calls (ring_at) WHERE acknowledged_at IS NULL;
CREATE INDEX duty_calls_began ON duty_calls (began);
CREATE UNIQUE INDEX duty_calls_about ON duty_calls (about);
CREATE TABLE duty_rings (
    id BLOB PRIMARY KEY,
    call BLOB NOT NULL REFERENCES duty_calls (id),
    nth BIGINT NOT NULL,
    level TEXT NOT NULL,
    person BLOB NOT NULL REFERENCES persons (id),
    at BIGINT NOT NULL
);
CREATE INDEX duty_rings_call ON duty_rings (call, nth);
CREATE INDEX duty_rings_person ON duty_rings (person, call);
