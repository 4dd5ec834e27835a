CREATE TABLE absences (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES persons (id),
    post BLOB REFERENCES posts (id),
    kind TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    substitute BLOB REFERENCES posts (id),
    note TEXT NOT NULL,
    entered_by BLOB,
    entered_at BIGINT NOT NULL,
    ended_on TEXT,
    ended_by BLOB
);
CREATE INDEX absences_to ON absences (to_date, from_date);
CREATE INDEX absences_person ON absences (person, to_date);
