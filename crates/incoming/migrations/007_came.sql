-- When a paper came to where it was fetched from: the mailbox got it before the door did.
ALTER TABLE receipts ADD COLUMN came_at BIGINT;
