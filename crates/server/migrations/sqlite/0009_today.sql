-- What the page of a day needs: versions of entries, undo of what was done, and how long a timer may run unasked.

-- rises with every change, so that whoever edits an older one is told
ALTER TABLE time_entries ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- when the person last said that the running timer is right
ALTER TABLE time_entries ADD COLUMN kept_at INTEGER;
-- after how long a timer asks whether it is right; 0 for never
ALTER TABLE users ADD COLUMN timer_limit_minutes INTEGER NOT NULL DEFAULT 600 CHECK (timer_limit_minutes >= 0);

-- What one act did to somebody's entries, each before and after, as JSON.
CREATE TABLE entry_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    changes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE INDEX entry_steps_user ON entry_steps (user_id, created_at);
