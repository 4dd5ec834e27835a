-- What the office decided about a rule. Rows are added and taken back, never rewritten.
CREATE TABLE rule_changes (
    id BLOB PRIMARY KEY,
    rule TEXT NOT NULL,
    what TEXT NOT NULL,
    person BLOB,
    decided_on TEXT NOT NULL,
    taken_back_on TEXT,
    taken_back_by BLOB,
    taken_back_why TEXT
);
CREATE INDEX rule_changes_rule ON rule_changes (rule, id);
