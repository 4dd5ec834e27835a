-- What is written on a paper by hand, typed by whoever could read it; empty where somebody looked and found no writing.
-- Places are ten-thousandths of the page.
CREATE TABLE paper_writings (
    id BLOB PRIMARY KEY,
    paper BLOB NOT NULL REFERENCES papers (id),
    file BLOB NOT NULL REFERENCES paper_files (id),
    page BIGINT NOT NULL,
    x BIGINT NOT NULL,
    y BIGINT NOT NULL,
    w BIGINT NOT NULL,
    h BIGINT NOT NULL,
    text TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    -- Counts what was typed of the paper: of one place the last stands.
    turn BIGINT NOT NULL
);
CREATE INDEX paper_writings_paper ON paper_writings (paper);
