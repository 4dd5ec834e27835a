CREATE TABLE resolutions (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    until_on TEXT,
    review_months BIGINT NOT NULL,
    paper BLOB REFERENCES papers (id),
    parent BLOB REFERENCES resolutions (id),
    follower_post BLOB REFERENCES posts (id),
    source BLOB REFERENCES task_sources (id),
    ended_on TEXT,
    ended_why TEXT,
    entered_by BLOB,
    entered_at BIGINT NOT NULL
);
CREATE INDEX resolutions_open ON resolutions (issued_on) WHERE ended_on IS NULL;
CREATE INDEX resolutions_paper ON resolutions (paper) WHERE paper IS NOT NULL;
CREATE INDEX resolutions_parent ON resolutions (parent) WHERE parent IS NOT NULL;
CREATE INDEX resolutions_source ON resolutions (source) WHERE source IS NOT NULL;
CREATE TABLE resolution_former (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    until_on TEXT,
    review_months BIGINT NOT NULL,
    paper BLOB,
    parent BLOB,
    follower_post BLOB,
    ended_on TEXT,
    ended_why TEXT,
    changed_by BLOB,
    changed_at BIGINT NOT NULL,
    changed_why TEXT NOT NULL
);
CREATE INDEX resolution_former_of ON resolution_former (resolution);
CREATE TABLE resolution_objectives (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    place BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT
);
CREATE INDEX resolution_objectives_of ON resolution_objectives (resolution);
CREATE TABLE resolution_indicators (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    objective BLOB NOT NULL REFERENCES resolution_objectives (id),
    name TEXT NOT NULL,
    measured_in TEXT NOT NULL,
    direction TEXT NOT NULL,
    baseline BIGINT,
    every TEXT NOT NULL,
    owner_unit BLOB NOT NULL REFERENCES units (id),
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT
);
CREATE INDEX resolution_indicators_of ON resolution_indicators (resolution);
CREATE INDEX resolution_indicators_owner ON resolution_indicators (owner_unit);
CREATE TABLE resolution_targets (
    id BLOB PRIMARY KEY,
    indicator BLOB NOT NULL REFERENCES resolution_indicators (id),
    period TEXT NOT NULL,
    value BIGINT NOT NULL,
    why TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_targets_of ON resolution_targets (indicator);
CREATE TABLE resolution_values (
    id BLOB PRIMARY KEY,
    indicator BLOB NOT NULL REFERENCES resolution_indicators (id),
    period TEXT NOT NULL,
    value BIGINT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    corrects BLOB UNIQUE REFERENCES resolution_values (id),
    post BLOB,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_values_of ON resolution_values (indicator);
CREATE UNIQUE INDEX resolution_values_first ON resolution_values (indicator, period) WHERE corrects IS NULL;
CREATE TABLE resolution_measures (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    objective BLOB REFERENCES resolution_objectives (id),
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    owner_unit BLOB NOT NULL REFERENCES units (id),
    due_on TEXT,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT,
    UNIQUE (resolution, number)
);
CREATE INDEX resolution_measures_owner ON resolution_measures (owner_unit);
CREATE TABLE resolution_milestones (
    id BLOB PRIMARY KEY,
    measure BLOB NOT NULL REFERENCES resolution_measures (id),
    text TEXT NOT NULL,
    due_on TEXT NOT NULL,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT
);
CREATE INDEX resolution_milestones_of ON resolution_milestones (measure);
CREATE TABLE resolution_reached (
    id BLOB PRIMARY KEY,
    measure BLOB NOT NULL REFERENCES resolution_measures (id),
    milestone BLOB NOT NULL REFERENCES resolution_milestones (id),
    reached_on TEXT,
    note TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_reached_of ON resolution_reached (measure);
CREATE TABLE resolution_tasks (
    id BLOB PRIMARY KEY,
    measure BLOB NOT NULL REFERENCES resolution_measures (id),
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    task BLOB NOT NULL UNIQUE REFERENCES tasks (id),
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_tasks_measure ON resolution_tasks (measure);
CREATE INDEX resolution_tasks_resolution ON resolution_tasks (resolution, measure, task);
CREATE TABLE resolution_studies (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    held_on TEXT NOT NULL,
    form TEXT NOT NULL,
    place TEXT NOT NULL,
    title TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT
);
CREATE INDEX resolution_studies_of ON resolution_studies (resolution);
CREATE TABLE resolution_attendance (
    id BLOB PRIMARY KEY,
    study BLOB NOT NULL REFERENCES resolution_studies (id),
    unit BLOB NOT NULL REFERENCES units (id),
    invited BIGINT NOT NULL,
    attended BIGINT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_attendance_of ON resolution_attendance (study);
CREATE INDEX resolution_attendance_unit ON resolution_attendance (unit);
CREATE TABLE resolution_programmes (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    unit BLOB NOT NULL REFERENCES units (id),
    due_on TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT
);
CREATE INDEX resolution_programmes_of ON resolution_programmes (resolution);
CREATE INDEX resolution_programmes_unit ON resolution_programmes (unit);
CREATE UNIQUE INDEX resolution_programmes_one ON resolution_programmes (resolution, unit) WHERE gone_at IS NULL;
CREATE TABLE resolution_reviews (
    id BLOB PRIMARY KEY,
    resolution BLOB NOT NULL REFERENCES resolutions (id),
    kind TEXT NOT NULL,
    nth BIGINT NOT NULL,
    period_end TEXT NOT NULL,
    due_on TEXT NOT NULL,
    at BIGINT NOT NULL,
    gone_at BIGINT,
    gone_why TEXT,
    UNIQUE (resolution, kind, period_end)
);
CREATE TABLE resolution_programme_papers (
    id BLOB PRIMARY KEY,
    programme BLOB NOT NULL REFERENCES resolution_programmes (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    paper BLOB REFERENCES papers (id),
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_programme_papers_of ON resolution_programme_papers (programme);
CREATE INDEX resolution_programme_papers_paper ON resolution_programme_papers (paper) WHERE paper IS NOT NULL;
CREATE TABLE resolution_review_papers (
    id BLOB PRIMARY KEY,
    review BLOB NOT NULL REFERENCES resolution_reviews (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    paper BLOB REFERENCES papers (id),
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX resolution_review_papers_of ON resolution_review_papers (review);
CREATE INDEX resolution_review_papers_paper ON resolution_review_papers (paper) WHERE paper IS NOT NULL;
CREATE INDEX resolution_evidence ON task_submissions (paper) WHERE paper IS NOT NULL;
