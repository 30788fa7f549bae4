-- Addresses that are told what happens here.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- whoever made it: it is told what this person may read
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    description TEXT,
    url TEXT NOT NULL,
    http_method TEXT NOT NULL DEFAULT 'POST' CHECK (http_method IN ('POST', 'PUT', 'PATCH')),
    content_type TEXT NOT NULL DEFAULT 'application/json',
    -- a JSON object, sealed, since it often holds a password; empty means none
    headers BLOB,
    -- a JSON list of event names; "*" stands for all
    events TEXT NOT NULL,
    -- what signs the requests, sealed; empty means that they are not signed
    secret BLOB,
    is_active INTEGER NOT NULL DEFAULT 1,
    max_retries INTEGER NOT NULL DEFAULT 20 CHECK (max_retries >= 0),
    retry_delay_seconds INTEGER NOT NULL DEFAULT 60 CHECK (retry_delay_seconds > 0),
    timeout_seconds INTEGER NOT NULL DEFAULT 30 CHECK (timeout_seconds > 0),
    -- deliveries that have come to an end; repeated attempts count once
    successful_deliveries INTEGER NOT NULL DEFAULT 0,
    failed_deliveries INTEGER NOT NULL DEFAULT 0,
    last_delivery_at INTEGER,
    last_success_at INTEGER,
    last_failure_at INTEGER,
    -- since when nothing was accepted any more
    failing_since INTEGER,
    -- nothing is sent before this: the next attempt of the delivery that failed
    blocked_until INTEGER,
    -- why it was switched off by itself
    switched_off_because TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_user ON webhooks (user_id);

-- What is to be told and what came of it: outbox and log in one. webhook_id has no foreign key: whoever writes an
-- event must not fail because the webhook is removed at that moment. Rows left behind are removed with the old ones.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL,
    -- the same over all attempts and when it is sent again by hand
    delivery_key TEXT NOT NULL,
    event_type TEXT NOT NULL,
    event_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- sent by hand: once, at once, apart from the order
    by_hand INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'retrying', 'success', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    first_attempt_at INTEGER,
    started_at INTEGER,
    completed_at INTEGER,
    next_retry_at INTEGER,
    duration_ms INTEGER,
    response_status_code INTEGER,
    response_excerpt TEXT,
    error_type TEXT,
    error_message TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, by_hand, id)
    WHERE status IN ('pending', 'retrying');
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);
