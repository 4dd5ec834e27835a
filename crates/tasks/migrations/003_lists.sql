ALTER TABLE tasks ADD COLUMN import_key TEXT;
ALTER TABLE tasks ADD COLUMN imported TEXT;
CREATE UNIQUE INDEX tasks_import_key ON tasks (import_key) WHERE import_key IS NOT NULL;
CREATE INDEX task_sources_code ON task_sources (code, title);
CREATE TABLE task_imports (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX task_imports_at ON task_imports (at);
ALTER TABLE task_directives ADD COLUMN old_post BLOB;
ALTER TABLE task_directives ADD COLUMN taken_back_at BIGINT;
