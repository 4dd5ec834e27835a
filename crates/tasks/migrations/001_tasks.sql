CREATE TABLE task_sources (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    conference TEXT NOT NULL,
    issued_on TEXT,
    received_on TEXT,
    received_estimated BIGINT NOT NULL,
    paper BLOB REFERENCES papers (id),
    said_by BLOB REFERENCES posts (id),
    confirmed_by BLOB,
    confirmed_at BIGINT,
    declined_why TEXT,
    expected BIGINT,
    searched_by BLOB,
    searched_at BIGINT,
    entered_by BLOB,
    entered_at BIGINT NOT NULL
);
CREATE INDEX task_sources_entered ON task_sources (entered_at);
CREATE INDEX task_sources_paper ON task_sources (paper);
CREATE INDEX task_sources_said ON task_sources (said_by) WHERE confirmed_at IS NULL AND declined_why IS NULL;
CREATE TABLE task_years (
    id BLOB PRIMARY KEY,
    year BIGINT NOT NULL UNIQUE,
    last BIGINT NOT NULL
);
CREATE TABLE tasks (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    source BLOB NOT NULL REFERENCES task_sources (id),
    parent BLOB REFERENCES tasks (id),
    content TEXT NOT NULL,
    product_kind TEXT NOT NULL,
    product TEXT NOT NULL,
    owner_unit BLOB NOT NULL REFERENCES units (id),
    owner_post BLOB REFERENCES posts (id),
    level_unit BLOB NOT NULL REFERENCES units (id),
    follower_post BLOB REFERENCES posts (id),
    decision_unit BLOB REFERENCES units (id),
    assigned_post BLOB REFERENCES posts (id),
    assigned_by BLOB,
    assigned_at BIGINT NOT NULL,
    received_on TEXT,
    received_estimated BIGINT NOT NULL,
    term TEXT NOT NULL,
    due_on TEXT,
    first_due_on TEXT,
    waits_for TEXT,
    extensions BIGINT NOT NULL,
    submitted_on TEXT,
    in_correction BIGINT NOT NULL,
    obstacles BIGINT NOT NULL,
    closed_on TEXT,
    closed_at BIGINT,
    grade TEXT,
    on_time BIGINT,
    lead_days BIGINT,
    reopened BIGINT NOT NULL,
    recurrence BLOB,
    period TEXT,
    UNIQUE (recurrence, period)
);
CREATE INDEX tasks_open ON tasks (due_on) WHERE closed_on IS NULL;
CREATE INDEX tasks_owner ON tasks (owner_unit, due_on) WHERE closed_on IS NULL;
CREATE INDEX tasks_owner_post ON tasks (owner_post, due_on) WHERE closed_on IS NULL AND owner_post IS NOT NULL;
CREATE INDEX tasks_assigner ON tasks (assigned_post, due_on) WHERE closed_on IS NULL;
CREATE INDEX tasks_follower ON tasks (follower_post, due_on) WHERE closed_on IS NULL AND follower_post IS NOT NULL;
CREATE INDEX tasks_submitted ON tasks (submitted_on) WHERE closed_on IS NULL AND submitted_on IS NOT NULL;
CREATE INDEX tasks_closed ON tasks (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX tasks_source ON tasks (source);
CREATE INDEX tasks_parent ON tasks (parent);
CREATE TABLE task_parts (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    part TEXT NOT NULL,
    unit BLOB NOT NULL REFERENCES units (id),
    post BLOB REFERENCES posts (id)
);
CREATE INDEX task_parts_task ON task_parts (task);
CREATE INDEX task_parts_unit ON task_parts (unit, part);
CREATE INDEX task_parts_post ON task_parts (post) WHERE post IS NOT NULL;
CREATE TABLE task_submissions (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    post BLOB,
    person BLOB,
    handed_on TEXT NOT NULL,
    at BIGINT NOT NULL,
    code TEXT NOT NULL,
    issued_on TEXT,
    level_unit BLOB NOT NULL REFERENCES units (id),
    paper BLOB REFERENCES papers (id),
    note TEXT NOT NULL,
    outcome TEXT NOT NULL,
    decided_by BLOB,
    decided_at BIGINT,
    why TEXT,
    grade TEXT
);
CREATE INDEX task_submissions_task ON task_submissions (task);
CREATE TABLE task_files (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    submission BLOB NOT NULL REFERENCES task_submissions (id),
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    blob BLOB NOT NULL
);
CREATE INDEX task_files_submission ON task_files (submission);
CREATE TABLE task_directives (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    post BLOB,
    person BLOB,
    at BIGINT NOT NULL,
    old_due TEXT,
    new_due TEXT,
    old_unit BLOB,
    new_unit BLOB,
    answer_by TEXT,
    answered_at BIGINT,
    answered_by BLOB,
    answer TEXT
);
CREATE INDEX task_directives_task ON task_directives (task);
CREATE TABLE task_obstacles (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    text TEXT NOT NULL,
    decision_unit BLOB NOT NULL REFERENCES units (id),
    post BLOB,
    person BLOB,
    at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by BLOB,
    answer TEXT
);
CREATE INDEX task_obstacles_task ON task_obstacles (task);
CREATE TABLE task_corrections (
    id BLOB PRIMARY KEY,
    task BLOB NOT NULL REFERENCES tasks (id),
    what TEXT NOT NULL,
    old TEXT,
    new TEXT NOT NULL,
    why TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    decided_by BLOB,
    decided_at BIGINT,
    approved BIGINT,
    answer TEXT
);
CREATE INDEX task_corrections_task ON task_corrections (task);
CREATE TABLE task_recurrences (
    id BLOB PRIMARY KEY,
    source BLOB NOT NULL REFERENCES task_sources (id),
    rule TEXT NOT NULL,
    template TEXT NOT NULL,
    made_until TEXT,
    stopped_on TEXT,
    stopped_why TEXT,
    post BLOB,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX task_recurrences_running ON task_recurrences (made_until) WHERE stopped_on IS NULL;
CREATE TABLE task_alerts (
    task BLOB NOT NULL REFERENCES tasks (id),
    level TEXT NOT NULL,
    due_on TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (task, level, due_on)
);
