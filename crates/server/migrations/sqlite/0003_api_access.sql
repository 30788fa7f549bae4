-- Tokens: what they are for, how often and from where they are used, and the old text while it still works.
ALTER TABLE api_tokens ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN usage_count INTEGER NOT NULL DEFAULT 0;
-- comma-separated CIDR blocks; empty means from everywhere
ALTER TABLE api_tokens ADD COLUMN allowed_networks TEXT NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN previous_hash TEXT;
ALTER TABLE api_tokens ADD COLUMN previous_until INTEGER;
ALTER TABLE api_tokens ADD COLUMN created_by INTEGER REFERENCES users (id);
CREATE UNIQUE INDEX api_tokens_previous ON api_tokens (previous_hash) WHERE previous_hash IS NOT NULL;

-- A token's calls in the present minute and hour, each named by its number since 1970. Used where several
-- nodes count together, which means PostgreSQL.
CREATE TABLE api_token_calls (
    token_id INTEGER PRIMARY KEY REFERENCES api_tokens (id) ON DELETE CASCADE,
    minute INTEGER NOT NULL,
    in_minute INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    in_hour INTEGER NOT NULL
) STRICT;

-- The answer to a request that carried an Idempotency-Key, written in the transaction of what it did.
CREATE TABLE idempotency_keys (
    token_id INTEGER NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    content_type TEXT NOT NULL DEFAULT '',
    -- sealed, since an answer may hold a new secret
    body BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (token_id, key_hash)
) STRICT;
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
