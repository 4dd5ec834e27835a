CREATE TABLE register_imports (
    id BLOB PRIMARY KEY,
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    sheets TEXT NOT NULL,
    sheets_left TEXT NOT NULL,
    lines BIGINT NOT NULL,
    headings TEXT NOT NULL,
    fields TEXT NOT NULL,
    series BLOB NOT NULL REFERENCES book_series (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    book BLOB REFERENCES books (id),
    state TEXT NOT NULL,
    doubtful BIGINT NOT NULL,
    why TEXT NOT NULL,
    version BIGINT NOT NULL,
    corrections BIGINT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    ran_at BIGINT
);
CREATE INDEX register_imports_at ON register_imports (at);
CREATE TABLE register_import_rows (
    import BLOB NOT NULL,
    place BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    line BIGINT NOT NULL,
    cells TEXT NOT NULL,
    typed TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    state TEXT NOT NULL,
    number BIGINT,
    parsed TEXT NOT NULL,
    problems TEXT NOT NULL,
    paper BLOB,
    PRIMARY KEY (import, place)
);
CREATE INDEX register_import_rows_state ON register_import_rows (import, state, place);
CREATE TABLE register_import_judged (
    import BLOB PRIMARY KEY,
    version BIGINT NOT NULL,
    moved_at BIGINT NOT NULL
);
CREATE TABLE register_scans (
    id BLOB PRIMARY KEY,
    book BLOB NOT NULL REFERENCES books (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    number BIGINT,
    blob BLOB,
    pages BIGINT NOT NULL,
    text TEXT NOT NULL,
    code_read TEXT NOT NULL,
    paper BLOB REFERENCES papers (id),
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX register_scans_book ON register_scans (book, state, at);
