ALTER TABLE books ADD COLUMN master TEXT;
ALTER TABLE books ADD COLUMN start_why TEXT;
ALTER TABLE papers ADD COLUMN reserved_why TEXT;
CREATE INDEX papers_void ON papers (book) WHERE voided_why IS NOT NULL;
CREATE INDEX papers_reserved ON papers (book) WHERE reserved_why IS NOT NULL;
CREATE TABLE paper_corrections (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    why TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX paper_corrections_paper ON paper_corrections (paper);
CREATE TABLE paper_copies (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    form TEXT NOT NULL,
    arrived_on TEXT NOT NULL,
    note TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX paper_copies_paper ON paper_copies (paper);
CREATE TABLE original_moves (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    from_post BLOB REFERENCES posts (id),
    to_post BLOB NOT NULL REFERENCES posts (id),
    moved_on TEXT NOT NULL,
    signed TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    confirmed_by BLOB,
    confirmed_at BIGINT
);
CREATE INDEX original_moves_paper ON original_moves (paper);
