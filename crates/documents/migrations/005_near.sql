CREATE TABLE text_marks (
    id BLOB PRIMARY KEY,
    paper BLOB,
    signature BLOB NOT NULL,
    words BIGINT NOT NULL
);
CREATE INDEX text_marks_paper ON text_marks (paper);
-- sqlite: CREATE TABLE text_bands (band BIGINT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (band, text)) WITHOUT ROWID;
-- postgres: CREATE TABLE text_bands (band BIGINT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (band, text));
CREATE TABLE text_names (
    text BLOB NOT NULL,
    place BIGINT NOT NULL,
    code_key TEXT NOT NULL,
    code TEXT NOT NULL,
    how TEXT NOT NULL,
    issued_on TEXT,
    month_day TEXT,
    issuer TEXT NOT NULL,
    PRIMARY KEY (text, place)
);
CREATE INDEX text_names_code ON text_names (code_key, text);
-- sqlite: CREATE TABLE paper_terms (term BIGINT NOT NULL, paper BLOB NOT NULL, PRIMARY KEY (term, paper)) WITHOUT ROWID;
-- postgres: CREATE TABLE paper_terms (term BIGINT NOT NULL, paper BLOB NOT NULL, PRIMARY KEY (term, paper));
CREATE TABLE papers_unmarked (
    paper BLOB PRIMARY KEY
);
INSERT INTO papers_unmarked (paper) SELECT id FROM papers;
CREATE TABLE paper_relations (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    other BLOB NOT NULL REFERENCES papers (id),
    how TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    UNIQUE (paper, other)
);
CREATE INDEX paper_relations_other ON paper_relations (other);
