-- The first schema. Instants are milliseconds UTC, days are YYYY-MM-DD text, money is minor units,
-- JSON is text. Both engines' files hold the same tables; a test compares them.

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Facts about this installation that are not settings, such as the proof of the secret key.
CREATE TABLE installation (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    email TEXT,
    full_name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL CHECK (role IN ('admin', 'manager', 'user', 'viewer')),
    is_active INTEGER NOT NULL DEFAULT 1,
    password_hash TEXT,
    timezone TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT 'en',
    week_start INTEGER NOT NULL DEFAULT 0 CHECK (week_start BETWEEN 0 AND 6),
    daily_goal_seconds INTEGER NOT NULL DEFAULT 28800,
    rounding_minutes INTEGER NOT NULL DEFAULT 0,
    rounding_method TEXT NOT NULL DEFAULT 'nearest' CHECK (rounding_method IN ('nearest', 'up', 'down')),
    last_login_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_username ON users (lower(username));
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE email IS NOT NULL;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    full_name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL CHECK (role IN ('admin', 'manager', 'user', 'viewer')),
    token_hash TEXT NOT NULL UNIQUE,
    invited_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    user_agent TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_tokens_user ON api_tokens (user_id);

CREATE TABLE clients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    description TEXT,
    contact_person TEXT,
    email TEXT,
    phone TEXT,
    address TEXT,
    default_hourly_rate_minor INTEGER,
    custom_fields TEXT NOT NULL DEFAULT '{}',
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX clients_name ON clients (lower(name));

-- A link to an outside service, its encrypted key and where its sync stands.
CREATE TABLE connections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connector TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL DEFAULT '{}',
    secret BLOB,
    secret_hint TEXT NOT NULL DEFAULT '',
    account TEXT NOT NULL DEFAULT '{}',
    acting_user_id INTEGER REFERENCES users (id),
    auto_sync INTEGER NOT NULL DEFAULT 1,
    interval_minutes INTEGER NOT NULL DEFAULT 15,
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'needs_attention', 'disconnected')),
    problem TEXT,
    cursor TEXT,
    pass_unfinished INTEGER NOT NULL DEFAULT 0,
    last_success_at INTEGER,
    -- failed runs since the last good one: the schedule waits longer each time
    failures INTEGER NOT NULL DEFAULT 0,
    -- what the service said is left of the hour's requests, and when
    requests_left INTEGER,
    requests_limit INTEGER,
    usage_at INTEGER,
    next_sync_at INTEGER,
    sync_lease_until INTEGER,
    sync_lease_owner TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id INTEGER NOT NULL REFERENCES clients (id),
    name TEXT NOT NULL,
    code TEXT,
    color INTEGER NOT NULL DEFAULT 0 CHECK (color BETWEEN 0 AND 11),
    description TEXT,
    billable INTEGER NOT NULL DEFAULT 1,
    hourly_rate_minor INTEGER,
    billing_ref TEXT,
    budget_amount_minor INTEGER,
    budget_threshold_percent INTEGER NOT NULL DEFAULT 80 CHECK (budget_threshold_percent BETWEEN 0 AND 100),
    estimated_seconds INTEGER,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'archived')),
    archived_at INTEGER,
    custom_fields TEXT NOT NULL DEFAULT '{}',
    connection_id INTEGER REFERENCES connections (id),
    external_ref TEXT,
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX projects_code ON projects (lower(code)) WHERE code IS NOT NULL;
CREATE UNIQUE INDEX projects_external ON projects (connection_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX projects_client ON projects (client_id);

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    identifier TEXT,
    -- identifier and name in lower case, for search in any script on both engines
    search_text TEXT NOT NULL DEFAULT '',
    description TEXT,
    status TEXT NOT NULL DEFAULT 'todo'
        CHECK (status IN ('todo', 'in_progress', 'review', 'done', 'cancelled')),
    priority TEXT NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    assignee_id INTEGER REFERENCES users (id),
    estimate_seconds INTEGER,
    due_on TEXT,
    tags TEXT NOT NULL DEFAULT '',
    custom_fields TEXT NOT NULL DEFAULT '{}',
    connection_id INTEGER REFERENCES connections (id),
    external_ref TEXT,
    external_hash INTEGER,
    archived_at INTEGER,
    started_at INTEGER,
    completed_at INTEGER,
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tasks_external ON tasks (connection_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX tasks_project ON tasks (project_id, status);
CREATE INDEX tasks_identifier ON tasks (lower(identifier)) WHERE identifier IS NOT NULL;
CREATE INDEX tasks_assignee ON tasks (assignee_id, status) WHERE assignee_id IS NOT NULL;

-- started_at..ended_at is half-open; a running entry has no end. duration_seconds is the raw worked
-- time (end - start - breaks), written when the entry ends; rounding is a view of it.
CREATE TABLE time_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    project_id INTEGER REFERENCES projects (id),
    client_id INTEGER REFERENCES clients (id),
    task_id INTEGER REFERENCES tasks (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- when the timer was stopped; later than ended_at where it was paused then. Empty for entries by hand
    stopped_at INTEGER,
    break_seconds INTEGER NOT NULL DEFAULT 0 CHECK (break_seconds >= 0),
    paused_at INTEGER,
    duration_seconds INTEGER CHECK (duration_seconds >= 0),
    timezone TEXT NOT NULL,
    notes TEXT,
    tags TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT 'manual',
    billable INTEGER NOT NULL DEFAULT 1,
    paid INTEGER NOT NULL DEFAULT 0,
    invoice_number TEXT,
    deleted_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (ended_at IS NULL OR ended_at >= started_at),
    CHECK (task_id IS NULL OR project_id IS NOT NULL),
    CHECK ((ended_at IS NULL) = (duration_seconds IS NULL)),
    CHECK (ended_at IS NULL OR paused_at IS NULL)
) STRICT;
CREATE UNIQUE INDEX time_entries_one_running ON time_entries (user_id)
    WHERE ended_at IS NULL AND deleted_at IS NULL;
-- deleted_at stands at the end of these, since SQLite answers from a partial index alone only where the
-- index holds every column that the statement names.
CREATE INDEX time_entries_user_time
    ON time_entries (user_id, started_at, ended_at, duration_seconds, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX time_entries_started ON time_entries (started_at, id, ended_at, deleted_at)
    WHERE deleted_at IS NULL;
CREATE INDEX time_entries_project ON time_entries (project_id, billable, duration_seconds, deleted_at)
    WHERE deleted_at IS NULL;
CREATE INDEX time_entries_task ON time_entries (task_id, billable, duration_seconds, user_id, deleted_at)
    WHERE deleted_at IS NULL AND task_id IS NOT NULL;

CREATE TABLE time_entry_breaks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time_entry_id INTEGER NOT NULL REFERENCES time_entries (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX time_entry_breaks_entry ON time_entry_breaks (time_entry_id, started_at);

CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    user_id INTEGER REFERENCES users (id),
    action TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX audit_events_entity ON audit_events (entity, entity_id, id);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe_key TEXT UNIQUE,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    lease_owner TEXT,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at, id);

-- One line per run of a sync: what set it off, how far it came, what it changed, how it ended.
CREATE TABLE sync_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    cause TEXT NOT NULL CHECK (cause IN ('manual', 'schedule', 'continued', 'shell')),
    requested_by INTEGER REFERENCES users (id),
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    pages INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    points INTEGER NOT NULL DEFAULT 0,
    seen INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    projects_created INTEGER NOT NULL DEFAULT 0,
    projects_updated INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    problem TEXT
) STRICT;
CREATE INDEX sync_runs_connection ON sync_runs (connection_id, id);
CREATE UNIQUE INDEX sync_runs_one_open ON sync_runs (connection_id) WHERE status IN ('queued', 'running');
