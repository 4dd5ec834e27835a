CREATE TABLE pulses (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE TABLE scrub_turns (
    id BIGINT PRIMARY KEY,
    next BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE damaged_originals (
    hash BLOB PRIMARY KEY,
    what TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    mended_at BIGINT,
    mended_from TEXT
);
