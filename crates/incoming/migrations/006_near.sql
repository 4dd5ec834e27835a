CREATE TABLE receipts_unmarked (
    receipt BLOB PRIMARY KEY
);
INSERT INTO receipts_unmarked (receipt) SELECT id FROM receipts WHERE state = 'waiting';
