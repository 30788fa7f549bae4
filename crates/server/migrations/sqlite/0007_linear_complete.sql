-- What a complete sync keeps beside the tasks: states and people to be mapped, names, issues that failed.

ALTER TABLE tasks ADD COLUMN labels TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN state_ref TEXT;
ALTER TABLE tasks ADD COLUMN assignee_ref TEXT;
-- the service's own stamp of the issue's last change
ALTER TABLE tasks ADD COLUMN external_updated_at INTEGER;
-- since when the issue cannot be seen there any more
ALTER TABLE tasks ADD COLUMN missing_at INTEGER;
CREATE INDEX tasks_unmatched ON tasks (connection_id, assignee_ref)
    WHERE assignee_id IS NULL AND assignee_ref IS NOT NULL;

-- since when the team, board or repository cannot be seen any more
ALTER TABLE projects ADD COLUMN missing_at INTEGER;

-- minutes after midnight in the organisation's zone, where the schedule is once a day
ALTER TABLE connections ADD COLUMN daily_at_minute INTEGER NOT NULL DEFAULT 180;
-- whether the first sync waits until somebody has looked at its preview
ALTER TABLE connections ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
-- the containers that the settings choose, as of the last pass: JSON list of references
ALTER TABLE connections ADD COLUMN chosen_refs TEXT;
-- raised when a mapping is changed by hand, so that a run under way reads it again
ALTER TABLE connections ADD COLUMN mapping_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN points_left INTEGER;
ALTER TABLE connections ADD COLUMN points_limit INTEGER;
ALTER TABLE connections ADD COLUMN next_reconcile_at INTEGER;
ALTER TABLE connections ADD COLUMN reconciled_at INTEGER;

CREATE TABLE workflow_states (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    external_ref TEXT NOT NULL,
    container_ref TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    position REAL NOT NULL DEFAULT 0,
    is_known INTEGER NOT NULL DEFAULT 1,
    default_status TEXT NOT NULL,
    chosen_status TEXT CHECK (chosen_status IN ('todo', 'in_progress', 'review', 'done', 'cancelled')),
    UNIQUE (connection_id, external_ref)
) STRICT;

CREATE TABLE external_people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    external_ref TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    is_active INTEGER NOT NULL DEFAULT 1,
    -- whom somebody chose by hand
    chosen_user_id INTEGER REFERENCES users (id),
    -- nobody here, as somebody said
    is_ignored INTEGER NOT NULL DEFAULT 0,
    -- who it came to when tasks were last written
    user_id INTEGER REFERENCES users (id),
    UNIQUE (connection_id, external_ref)
) STRICT;

-- Labels, cycles, projects and milestones there, so that a new name reaches issues that did not change.
CREATE TABLE external_names (
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    external_ref TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (connection_id, external_ref)
) STRICT;

-- Issues that could not be brought over, each until it could.
CREATE TABLE sync_troubles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    run_id INTEGER NOT NULL,
    external_ref TEXT,
    identifier TEXT,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 1,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;
CREATE UNIQUE INDEX sync_troubles_open ON sync_troubles (connection_id, external_ref)
    WHERE resolved_at IS NULL AND external_ref IS NOT NULL;
CREATE INDEX sync_troubles_run ON sync_troubles (run_id);

-- A run has a kind now, and may end incomplete.
CREATE TABLE sync_runs_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    kind TEXT NOT NULL DEFAULT 'sync' CHECK (kind IN ('sync', 'reconcile', 'preview')),
    cause TEXT NOT NULL CHECK (cause IN ('manual', 'schedule', 'continued', 'shell')),
    requested_by INTEGER REFERENCES users (id),
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'succeeded', 'incomplete', 'partial', 'failed', 'cancelled')),
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    pages INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    points INTEGER NOT NULL DEFAULT 0,
    expected INTEGER,
    seen INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    projects_created INTEGER NOT NULL DEFAULT 0,
    projects_updated INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    -- what a preview found, as JSON
    result TEXT
) STRICT;
INSERT INTO sync_runs_new (id, connection_id, cause, requested_by, status, queued_at, started_at, finished_at, pages,
    requests, points, seen, created, updated, unchanged, archived, projects_created, projects_updated,
    cancel_requested, problem)
SELECT id, connection_id, cause, requested_by, status, queued_at, started_at, finished_at, pages, requests, points,
    seen, created, updated, unchanged, archived, projects_created, projects_updated, cancel_requested, problem
FROM sync_runs;
DROP TABLE sync_runs;
ALTER TABLE sync_runs_new RENAME TO sync_runs;
CREATE INDEX sync_runs_connection ON sync_runs (connection_id, id);
CREATE UNIQUE INDEX sync_runs_one_open ON sync_runs (connection_id) WHERE status IN ('queued', 'running');
