-- Hours by month, kept by triggers: what reports over long ranges read instead of every entry. The month is that of
-- the entry's start in UTC, counted from the year 0 (year * 12 + month - 1); 0 stands for no project and no client.
-- It can be made anew at any time by the INSERT below; a test compares it with the entries.

CREATE TABLE time_months (
    month INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    billable INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (month, user_id, project_id, client_id, billable)
) STRICT, WITHOUT ROWID;
CREATE INDEX time_months_project ON time_months (project_id, user_id, billable, seconds, entries);

INSERT INTO time_months (month, user_id, project_id, client_id, billable, entries, seconds)
SELECT CAST(strftime('%Y', (started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) * 12
        + CAST(strftime('%m', (started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) - 1,
    user_id, COALESCE(project_id, 0), COALESCE(client_id, 0), billable, COUNT(*), SUM(duration_seconds)
FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL
GROUP BY 1, 2, 3, 4, 5;

CREATE TRIGGER time_months_inserted AFTER INSERT ON time_entries
WHEN NEW.deleted_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN
    INSERT INTO time_months (month, user_id, project_id, client_id, billable, entries, seconds)
    VALUES (CAST(strftime('%Y', (NEW.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) * 12
            + CAST(strftime('%m', (NEW.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) - 1,
        NEW.user_id, COALESCE(NEW.project_id, 0), COALESCE(NEW.client_id, 0), NEW.billable, 1, NEW.duration_seconds)
    ON CONFLICT (month, user_id, project_id, client_id, billable) DO UPDATE
    SET entries = time_months.entries + 1, seconds = time_months.seconds + excluded.seconds;
END;

CREATE TRIGGER time_months_deleted AFTER DELETE ON time_entries
WHEN OLD.deleted_at IS NULL AND OLD.ended_at IS NOT NULL
BEGIN
    UPDATE time_months SET entries = entries - 1, seconds = seconds - OLD.duration_seconds
    WHERE month = CAST(strftime('%Y', (OLD.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) * 12
            + CAST(strftime('%m', (OLD.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) - 1
        AND user_id = OLD.user_id AND project_id = COALESCE(OLD.project_id, 0)
        AND client_id = COALESCE(OLD.client_id, 0) AND billable = OLD.billable;
END;

-- A change is the old one away and the new one in, where either counts.
CREATE TRIGGER time_months_changed_from
AFTER UPDATE OF user_id, project_id, client_id, started_at, ended_at, duration_seconds, billable, deleted_at
ON time_entries
WHEN OLD.deleted_at IS NULL AND OLD.ended_at IS NOT NULL
BEGIN
    UPDATE time_months SET entries = entries - 1, seconds = seconds - OLD.duration_seconds
    WHERE month = CAST(strftime('%Y', (OLD.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) * 12
            + CAST(strftime('%m', (OLD.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) - 1
        AND user_id = OLD.user_id AND project_id = COALESCE(OLD.project_id, 0)
        AND client_id = COALESCE(OLD.client_id, 0) AND billable = OLD.billable;
END;

CREATE TRIGGER time_months_changed_to
AFTER UPDATE OF user_id, project_id, client_id, started_at, ended_at, duration_seconds, billable, deleted_at
ON time_entries
WHEN NEW.deleted_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN
    INSERT INTO time_months (month, user_id, project_id, client_id, billable, entries, seconds)
    VALUES (CAST(strftime('%Y', (NEW.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) * 12
            + CAST(strftime('%m', (NEW.started_at + 2208988800000) / 1000 - 2208988800, 'unixepoch') AS INTEGER) - 1,
        NEW.user_id, COALESCE(NEW.project_id, 0), COALESCE(NEW.client_id, 0), NEW.billable, 1, NEW.duration_seconds)
    ON CONFLICT (month, user_id, project_id, client_id, billable) DO UPDATE
    SET entries = time_months.entries + 1, seconds = time_months.seconds + excluded.seconds;
END;

-- What reports over shorter ranges, by tag or by task, read: everything of an entry that they ask for.
CREATE INDEX time_entries_report ON time_entries
    (started_at, user_id, project_id, client_id, task_id, billable, duration_seconds, tags, ended_at, deleted_at)
    WHERE deleted_at IS NULL AND ended_at IS NOT NULL;
-- The hours of a project by task, and those of a project whole.
DROP INDEX time_entries_project;
CREATE INDEX time_entries_project
    ON time_entries (project_id, task_id, billable, duration_seconds, ended_at, deleted_at) WHERE deleted_at IS NULL;
-- The last entries of a project.
CREATE INDEX time_entries_project_started ON time_entries (project_id, started_at, id)
    WHERE deleted_at IS NULL AND ended_at IS NOT NULL;
-- The audit log by kind of thing.
CREATE INDEX audit_events_kind ON audit_events (entity, id);
