CREATE TABLE task_tally (
    owner BLOB NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (owner, due_on, state)
);
CREATE TABLE task_days (
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (due_on, state)
);
INSERT INTO task_tally (owner, due_on, state, n)
SELECT owner_unit, COALESCE(due_on, ''),
    CASE WHEN in_correction = 1 THEN 'correction' WHEN submitted_on IS NOT NULL THEN 'submitted' ELSE 'open' END,
    count(*)
FROM tasks WHERE closed_on IS NULL GROUP BY 1, 2, 3;
INSERT INTO task_days (due_on, state, n) SELECT due_on, state, CAST(sum(n) AS BIGINT) FROM task_tally GROUP BY 1, 2;
DROP INDEX tasks_open;
CREATE INDEX tasks_open_order ON tasks (due_on, id) WHERE closed_on IS NULL;
CREATE INDEX tasks_correction ON tasks (due_on) WHERE closed_on IS NULL AND in_correction = 1;
CREATE INDEX tasks_accept ON tasks (assigned_post, submitted_on) WHERE closed_on IS NULL AND submitted_on IS NOT NULL;
CREATE INDEX tasks_field ON tasks (field, due_on) WHERE closed_on IS NULL;
CREATE INDEX tasks_due ON tasks (due_on, owner_unit);
CREATE INDEX tasks_assigned ON tasks (assigned_at, owner_unit);
