-- Hours by month, kept by triggers: what reports over long ranges read instead of every entry. The month is that of
-- the entry's start in UTC, counted from the year 0 (year * 12 + month - 1); 0 stands for no project and no client.
-- It can be made anew at any time by the INSERT below; a test compares it with the entries.

-- Another node may go on writing meanwhile: nothing comes in between the counting and the triggers.
LOCK TABLE time_entries IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE time_months (
    month BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    project_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    billable BOOLEAN NOT NULL,
    entries BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    PRIMARY KEY (month, user_id, project_id, client_id, billable)
);
CREATE INDEX time_months_project ON time_months (project_id, user_id, billable, seconds, entries);

CREATE FUNCTION time_month_of(at BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(EXTRACT(YEAR FROM x) AS BIGINT) * 12 + CAST(EXTRACT(MONTH FROM x) AS BIGINT) - 1
    FROM (SELECT TIMESTAMP '1970-01-01' + at * INTERVAL '1 millisecond' AS x) AS moment
$$;

INSERT INTO time_months (month, user_id, project_id, client_id, billable, entries, seconds)
SELECT time_month_of(started_at), user_id, COALESCE(project_id, 0), COALESCE(client_id, 0), billable, COUNT(*),
    SUM(duration_seconds)
FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL
GROUP BY 1, 2, 3, 4, 5;

-- A change is the old one away and the new one in, where either counts.
CREATE FUNCTION time_months_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL AND OLD.ended_at IS NOT NULL THEN
        UPDATE time_months SET entries = entries - 1, seconds = seconds - OLD.duration_seconds
        WHERE month = time_month_of(OLD.started_at) AND user_id = OLD.user_id
            AND project_id = COALESCE(OLD.project_id, 0) AND client_id = COALESCE(OLD.client_id, 0)
            AND billable = OLD.billable;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL AND NEW.ended_at IS NOT NULL THEN
        INSERT INTO time_months AS kept (month, user_id, project_id, client_id, billable, entries, seconds)
        VALUES (time_month_of(NEW.started_at), NEW.user_id, COALESCE(NEW.project_id, 0), COALESCE(NEW.client_id, 0),
            NEW.billable, 1, NEW.duration_seconds)
        ON CONFLICT (month, user_id, project_id, client_id, billable) DO UPDATE
        SET entries = kept.entries + 1, seconds = kept.seconds + excluded.seconds;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER time_months_inserted_or_deleted AFTER INSERT OR DELETE ON time_entries
FOR EACH ROW EXECUTE FUNCTION time_months_follow();

CREATE TRIGGER time_months_changed
AFTER UPDATE OF user_id, project_id, client_id, started_at, ended_at, duration_seconds, billable, deleted_at
ON time_entries FOR EACH ROW EXECUTE FUNCTION time_months_follow();

-- What reports over shorter ranges, by tag or by task, read: everything of an entry that they ask for.
CREATE INDEX time_entries_report ON time_entries
    (started_at, user_id, project_id, client_id, task_id, billable, duration_seconds, tags)
    WHERE deleted_at IS NULL AND ended_at IS NOT NULL;
-- The hours of a project by task, and those of a project whole.
DROP INDEX time_entries_project;
CREATE INDEX time_entries_project
    ON time_entries (project_id, task_id, billable, duration_seconds) WHERE deleted_at IS NULL;
-- The last entries of a project.
CREATE INDEX time_entries_project_started ON time_entries (project_id, started_at, id)
    WHERE deleted_at IS NULL AND ended_at IS NOT NULL;
-- The audit log by kind of thing.
CREATE INDEX audit_events_kind ON audit_events (entity, id);
