-- Imports of time entries from files, with what was refused, and bulk changes that can be undone.

CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- whose time it becomes
    user_id INTEGER NOT NULL REFERENCES users (id),
    file_name TEXT NOT NULL,
    file_bytes INTEGER NOT NULL,
    -- delimiter, encoding, order of dates, zone, which column is what, all or nothing
    settings TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'queued', 'running', 'done', 'refused', 'cancelled', 'failed', 'undoing', 'undone')),
    -- where the next record begins in the decoded text, and how many were read
    position TEXT NOT NULL DEFAULT '{}',
    records INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    present INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    remarks INTEGER NOT NULL DEFAULT 0,
    -- by the undo: entries taken out, and those that stayed because they were changed since
    removed INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER
) STRICT;
CREATE INDEX imports_user ON imports (user_id, id);

-- The uploaded file, until the import has ended: any node may carry it out.
CREATE TABLE import_chunks (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (import_id, number)
) STRICT;

-- Records that did not go in, and those that did with a remark.
CREATE TABLE import_findings (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    is_failure INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- the record as it stood in the file, a JSON array
    cells TEXT NOT NULL,
    PRIMARY KEY (import_id, record)
) STRICT;

-- How often a record without times of its own was met so far in one file.
CREATE TABLE import_counts (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    import_key INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (import_id, import_key)
) STRICT;

-- Entries of an import that goes in whole or not at all, until it is known which.
CREATE TABLE import_staged (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    import_key INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    project_id INTEGER,
    task_id INTEGER,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    break_seconds INTEGER NOT NULL,
    duration_seconds INTEGER NOT NULL,
    timezone TEXT NOT NULL,
    notes TEXT,
    tags TEXT NOT NULL,
    source TEXT NOT NULL,
    billable INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX import_staged_key ON import_staged (import_id, import_key);
CREATE INDEX import_staged_time ON import_staged (import_id, started_at, ended_at);

ALTER TABLE time_entries ADD COLUMN import_id INTEGER REFERENCES imports (id);
-- What the record means, as a number: the same record of a repeated file has the same.
ALTER TABLE time_entries ADD COLUMN import_key INTEGER;
CREATE INDEX time_entries_import ON time_entries (import_id, id) WHERE import_id IS NOT NULL;
CREATE UNIQUE INDEX time_entries_import_key ON time_entries (user_id, import_key)
    WHERE import_key IS NOT NULL AND deleted_at IS NULL;

-- One change of many entries at once, and what each of them was before.
CREATE TABLE bulk_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    action TEXT NOT NULL,
    value TEXT,
    created_at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE TABLE bulk_change_entries (
    bulk_change_id INTEGER NOT NULL REFERENCES bulk_changes (id),
    time_entry_id INTEGER NOT NULL REFERENCES time_entries (id),
    billable INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    invoice_number TEXT,
    tags TEXT NOT NULL,
    PRIMARY KEY (bulk_change_id, time_entry_id)
) STRICT;
