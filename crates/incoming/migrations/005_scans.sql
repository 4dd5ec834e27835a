CREATE TABLE scans_waiting (
    receipt BLOB PRIMARY KEY,
    since BIGINT NOT NULL
);
CREATE INDEX scans_waiting_since ON scans_waiting (since, receipt);
INSERT INTO scans_waiting (receipt, since)
    SELECT id, received_at FROM receipts
    WHERE state IN ('waiting', 'registered') AND reading LIKE '%"code":"recognition_missing"%';
