-- The import that is filling the book; while it runs the book is not held against its counter.
ALTER TABLE books ADD COLUMN importing BLOB;
-- The import that a line came with.
ALTER TABLE papers ADD COLUMN imported BLOB;
-- Numbers that the old register did not have.
CREATE TABLE book_gaps (
    id BLOB PRIMARY KEY,
    book BLOB NOT NULL REFERENCES books (id),
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX book_gaps_book ON book_gaps (book, first);
-- What the old register said of a line beside what every line has.
CREATE TABLE paper_old_lines (
    paper BLOB PRIMARY KEY REFERENCES papers (id),
    sheet TEXT NOT NULL,
    line BIGINT NOT NULL,
    receiver TEXT NOT NULL,
    forwarded_on TEXT,
    signed TEXT NOT NULL,
    note TEXT NOT NULL
);
