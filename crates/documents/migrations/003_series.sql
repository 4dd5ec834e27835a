CREATE TABLE book_series (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    unit BLOB REFERENCES units (id),
    key_parts TEXT NOT NULL,
    kinds TEXT NOT NULL,
    closed BIGINT NOT NULL,
    place BIGINT NOT NULL,
    active_from TEXT,
    active_to TEXT
);
CREATE TABLE series_posts (
    series BLOB NOT NULL REFERENCES book_series (id),
    post BLOB NOT NULL REFERENCES posts (id),
    PRIMARY KEY (series, post)
);
-- sqlite: PRAGMA defer_foreign_keys = ON;
-- sqlite: CREATE TABLE books_before AS SELECT id, kind, year, name, first_number, master, start_why FROM books;
-- sqlite: DROP TABLE books;
-- sqlite: CREATE TABLE books (id BLOB PRIMARY KEY, kind TEXT NOT NULL, year BIGINT NOT NULL, name TEXT NOT NULL, first_number BIGINT NOT NULL, master TEXT, start_why TEXT);
-- sqlite: INSERT INTO books SELECT id, kind, year, name, first_number, master, start_why FROM books_before;
-- sqlite: DROP TABLE books_before;
-- postgres: ALTER TABLE books DROP CONSTRAINT books_kind_year_key;
ALTER TABLE books ADD COLUMN series BLOB REFERENCES book_series (id);
CREATE INDEX books_series ON books (series, year);
ALTER TABLE book_counters ADD COLUMN counter_key TEXT;
UPDATE book_counters SET counter_key = (SELECT 'book=incoming;year=' || b.year FROM books b WHERE b.id = book_counters.book);
CREATE UNIQUE INDEX book_counters_key ON book_counters (counter_key);
ALTER TABLE papers ADD COLUMN subject_key TEXT;
CREATE INDEX papers_arrived ON papers (arrived_on);
CREATE INDEX papers_issuer ON papers (issuer_key, id);
CREATE TABLE paper_entries (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    book BLOB NOT NULL REFERENCES books (id),
    number BIGINT NOT NULL,
    entered_on TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    voided_why TEXT,
    UNIQUE (book, number)
);
CREATE INDEX paper_entries_paper ON paper_entries (paper);
CREATE TABLE book_checks (
    book BLOB PRIMARY KEY REFERENCES books (id),
    at BIGINT NOT NULL,
    missing TEXT NOT NULL
);
