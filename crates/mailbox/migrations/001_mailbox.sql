CREATE TABLE mailbox_messages (
    folder TEXT NOT NULL,
    validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    act BLOB NOT NULL,
    message_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    marked BIGINT NOT NULL,
    papers TEXT NOT NULL,
    reason TEXT NOT NULL,
    tries BIGINT NOT NULL,
    came_at BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (folder, validity, uid)
);
CREATE INDEX mailbox_messages_state ON mailbox_messages (state, marked);
CREATE INDEX mailbox_messages_same ON mailbox_messages (sha256, message_id);
CREATE INDEX mailbox_messages_at ON mailbox_messages (at);
CREATE TABLE mailbox_health (
    id BIGINT PRIMARY KEY,
    looked_at BIGINT,
    failed_at BIGINT,
    fault TEXT,
    failures BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    folder TEXT NOT NULL,
    validity BIGINT NOT NULL,
    floor BIGINT NOT NULL,
    left_count BIGINT NOT NULL,
    holder BLOB,
    leased_until BIGINT
);
