-- What people must be told once. It is shown until somebody dismisses it or its trouble is over.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- `admins`, or the id of one person
    audience TEXT NOT NULL,
    -- what the trouble is, in a word; told once while it lasts
    key TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    text TEXT NOT NULL,
    -- a page of ours where something can be done about it, or empty
    link TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    dismissed_at INTEGER,
    dismissed_by INTEGER REFERENCES users (id),
    resolved_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notices_open ON notices (audience, key) WHERE resolved_at IS NULL;
