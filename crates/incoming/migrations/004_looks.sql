CREATE TABLE receipt_looks (
    person BLOB PRIMARY KEY,
    receipt BLOB NOT NULL,
    at BIGINT NOT NULL
);
