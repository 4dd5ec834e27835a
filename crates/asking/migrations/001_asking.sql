CREATE TABLE board_questions (
    id BLOB PRIMARY KEY,
    paper BLOB REFERENCES papers (id),
    title TEXT NOT NULL,
    proposal TEXT NOT NULL,
    due_on TEXT,
    post BLOB NOT NULL REFERENCES posts (id),
    person BLOB,
    at BIGINT NOT NULL,
    decider BLOB NOT NULL REFERENCES posts (id),
    state TEXT NOT NULL,
    -- The post whose turn it is, or that has to decide.
    turn BLOB REFERENCES posts (id),
    conclusion TEXT,
    concluded_by BLOB,
    concluded_at BIGINT
);
CREATE INDEX board_questions_turn ON board_questions (turn) WHERE turn IS NOT NULL;
CREATE INDEX board_questions_at ON board_questions (at);
CREATE INDEX board_questions_paper ON board_questions (paper) WHERE paper IS NOT NULL;
CREATE TABLE board_seats (
    id BLOB PRIMARY KEY,
    question BLOB NOT NULL REFERENCES board_questions (id),
    place BIGINT NOT NULL,
    post BLOB NOT NULL REFERENCES posts (id),
    answer TEXT,
    words TEXT NOT NULL,
    person BLOB,
    at BIGINT,
    UNIQUE (question, place),
    UNIQUE (question, post)
);
