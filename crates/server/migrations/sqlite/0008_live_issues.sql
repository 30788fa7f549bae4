-- Counting what came through a connection reads an index alone, since pages and programs ask again and again while a
-- sync runs.
CREATE INDEX tasks_live ON tasks (connection_id, state_ref) WHERE external_ref IS NOT NULL AND archived_at IS NULL;
DROP INDEX tasks_unmatched;
CREATE INDEX tasks_unmatched ON tasks (connection_id, assignee_ref)
    WHERE assignee_id IS NULL AND assignee_ref IS NOT NULL AND archived_at IS NULL;
