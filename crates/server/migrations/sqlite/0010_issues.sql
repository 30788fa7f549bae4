-- What the list of issues is cut and ordered by, and what people set for their own keyboard.

ALTER TABLE users ADD COLUMN single_keys INTEGER NOT NULL DEFAULT 1;

-- What the tracker tells of the issue, where lists are grouped by it: the cycle's name, and the first label.
ALTER TABLE tasks ADD COLUMN cycle TEXT GENERATED ALWAYS AS
    (CASE WHEN json_valid(custom_fields) THEN json_extract(custom_fields, '$.integration.cycle.name') END) VIRTUAL;
ALTER TABLE tasks ADD COLUMN first_label TEXT GENERATED ALWAYS AS
    (trim(substr(CASE WHEN labels <> '' THEN labels ELSE tags END, 1,
        instr((CASE WHEN labels <> '' THEN labels ELSE tags END) || ',', ',') - 1))) VIRTUAL;
ALTER TABLE tasks ADD COLUMN parent_ref TEXT GENERATED ALWAYS AS
    (CASE WHEN json_valid(custom_fields) THEN json_extract(custom_fields, '$.integration.parent_ref') END) VIRTUAL;
CREATE INDEX tasks_parent ON tasks (connection_id, parent_ref) WHERE parent_ref IS NOT NULL;

-- A group's first page is read from one of these and stops there; its count and its estimates come from it alone.
CREATE INDEX tasks_state_changed ON tasks (status, updated_at DESC, id DESC, estimate_seconds, archived_at)
    WHERE archived_at IS NULL;
CREATE INDEX tasks_project_changed ON tasks (project_id, updated_at DESC, id DESC, estimate_seconds, archived_at)
    WHERE archived_at IS NULL;
CREATE INDEX tasks_assignee_changed ON tasks (assignee_id, updated_at DESC, id DESC, estimate_seconds, archived_at)
    WHERE archived_at IS NULL;

CREATE TABLE favorite_tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX favorite_tasks_once ON favorite_tasks (user_id, task_id);
