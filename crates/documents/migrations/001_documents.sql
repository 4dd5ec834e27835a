CREATE TABLE books (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    name TEXT NOT NULL,
    first_number BIGINT NOT NULL,
    UNIQUE (kind, year)
);
CREATE TABLE book_counters (
    book BLOB PRIMARY KEY REFERENCES books (id),
    last BIGINT NOT NULL
);
CREATE TABLE papers (
    id BLOB PRIMARY KEY,
    book BLOB NOT NULL REFERENCES books (id),
    number BIGINT NOT NULL,
    arrived_on TEXT NOT NULL,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issuer_key TEXT NOT NULL,
    issued_on TEXT,
    subject TEXT NOT NULL,
    urgency TEXT NOT NULL,
    asked_by TEXT,
    voided_why TEXT,
    UNIQUE (book, number)
);
CREATE INDEX papers_same ON papers (code_key, issuer_key);
CREATE TABLE paper_files (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    pages BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX paper_files_paper ON paper_files (paper);
CREATE INDEX paper_files_blob ON paper_files (blob);
