-- What surrounds time and tasks: comments, filters, templates, boards, favourites, contacts, attendance.

CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER REFERENCES projects (id),
    task_id INTEGER REFERENCES tasks (id),
    parent_id INTEGER REFERENCES comments (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    content TEXT NOT NULL,
    is_internal INTEGER NOT NULL DEFAULT 1,
    deleted_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((project_id IS NULL) <> (task_id IS NULL))
) STRICT;
CREATE INDEX comments_task ON comments (task_id, id) WHERE task_id IS NOT NULL;
CREATE INDEX comments_project ON comments (project_id, id) WHERE project_id IS NOT NULL;
CREATE INDEX comments_parent ON comments (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    payload TEXT NOT NULL,
    is_shared INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_filters_user ON saved_filters (user_id);

CREATE TABLE time_entry_templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    description TEXT,
    project_id INTEGER REFERENCES projects (id),
    task_id INTEGER REFERENCES tasks (id),
    default_minutes INTEGER,
    default_notes TEXT,
    tags TEXT NOT NULL DEFAULT '',
    billable INTEGER NOT NULL DEFAULT 1,
    usage_count INTEGER NOT NULL DEFAULT 0,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX time_entry_templates_user ON time_entry_templates (user_id);

-- A column of the board. Without a project it is on the board of every project that has none of its own.
CREATE TABLE kanban_columns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER REFERENCES projects (id),
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    icon TEXT NOT NULL DEFAULT 'fas fa-list-check',
    color TEXT NOT NULL DEFAULT 'secondary',
    position INTEGER NOT NULL DEFAULT 0,
    is_active INTEGER NOT NULL DEFAULT 1,
    is_system INTEGER NOT NULL DEFAULT 0,
    is_complete_state INTEGER NOT NULL DEFAULT 0,
    wip_limit INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX kanban_columns_key ON kanban_columns ((COALESCE(project_id, 0)), key);
INSERT INTO kanban_columns
    (key, label, icon, color, position, is_system, is_complete_state, created_at, updated_at)
VALUES
    ('todo', 'To Do', 'fas fa-list-check', 'secondary', 0, 1, 0, 1795478400000, 1795478400000),
    ('in_progress', 'In Progress', 'fas fa-spinner', 'warning', 1, 1, 0, 1795478400000, 1795478400000),
    ('review', 'Review', 'fas fa-user-check', 'info', 2, 1, 0, 1795478400000, 1795478400000),
    ('done', 'Done', 'fas fa-check-circle', 'success', 3, 1, 1, 1795478400000, 1795478400000);

-- The column of people's own making that a task is in; its status then says only whether it is done.
ALTER TABLE tasks ADD COLUMN column_key TEXT;

-- The search reads this alone, newest first, and stops when it has enough. PostgreSQL scans the table in as much
-- time, and its indexes hold no long texts.
CREATE INDEX tasks_search ON tasks (updated_at, id, search_text, archived_at) WHERE archived_at IS NULL;

CREATE TABLE favorite_projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX favorite_projects_once ON favorite_projects (user_id, project_id);

CREATE TABLE client_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id INTEGER NOT NULL REFERENCES clients (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    content TEXT NOT NULL,
    is_important INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX client_notes_client ON client_notes (client_id, id);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id INTEGER NOT NULL REFERENCES clients (id),
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL DEFAULT '',
    email TEXT,
    phone TEXT,
    mobile TEXT,
    title TEXT,
    department TEXT,
    role TEXT NOT NULL DEFAULT 'contact',
    is_primary INTEGER NOT NULL DEFAULT 0,
    address TEXT,
    notes TEXT,
    tags TEXT NOT NULL DEFAULT '',
    is_active INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_client ON contacts (client_id, is_active);

-- Being at work, apart from what the time was spent on. A day is one in the person's zone.
CREATE TABLE attendance_days (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    work_on TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attendance_days_once ON attendance_days (user_id, work_on);

-- From clocking in to clocking out; half-open, like time entries.
CREATE TABLE work_periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    attendance_day_id INTEGER NOT NULL REFERENCES attendance_days (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    notes TEXT,
    source TEXT NOT NULL,
    auto_closed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT;
CREATE UNIQUE INDEX work_periods_one_open ON work_periods (user_id) WHERE ended_at IS NULL;
CREATE INDEX work_periods_day ON work_periods (attendance_day_id, started_at);

CREATE TABLE work_breaks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    work_period_id INTEGER NOT NULL REFERENCES work_periods (id),
    break_type TEXT NOT NULL CHECK (break_type IN ('rest', 'lunch', 'meal', 'other')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT;
CREATE UNIQUE INDEX work_breaks_one_open ON work_breaks (user_id) WHERE ended_at IS NULL;
CREATE INDEX work_breaks_period ON work_breaks (work_period_id, started_at);

-- Somebody's wish to have the times of a work period changed, and what a manager made of it.
CREATE TABLE attendance_corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    work_period_id INTEGER NOT NULL REFERENCES work_periods (id),
    old_started_at INTEGER NOT NULL,
    old_ended_at INTEGER,
    new_started_at INTEGER NOT NULL,
    new_ended_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected')),
    reviewed_by INTEGER REFERENCES users (id),
    reviewed_at INTEGER,
    review_comment TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attendance_corrections_user ON attendance_corrections (user_id, id);

-- A person's own doings, newest first.
CREATE INDEX audit_events_user ON audit_events (user_id, id);
