-- A paper cut out of a stack: the stack as it came stays in the store, and the paper says which pages of it it is.
CREATE TABLE receipt_stacks (
    receipt BLOB PRIMARY KEY REFERENCES receipts (id),
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL
);
CREATE INDEX receipt_stacks_blob ON receipt_stacks (blob);
-- The paper whose cover slip lay on it, as the slip says: nobody has looked yet whether there is such a paper.
ALTER TABLE receipts ADD COLUMN slip_of BLOB;
CREATE INDEX receipts_paper ON receipts (paper) WHERE paper IS NOT NULL;
