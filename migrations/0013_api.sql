-- Keys of the API. The key itself is nowhere: only its digest is here, by which it is known again.
CREATE TABLE api_key (
  -- Public: it is a part of the key.
  id text PRIMARY KEY,
  name text NOT NULL,
  -- SHA-256 of 256 random bits, hexadecimal: nothing to guess, and so nothing to slow down.
  digest text NOT NULL,
  scopes jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  -- To the minute: a key that is used all the time writes once in it.
  last_used_at timestamptz
);

-- Requests with an Idempotency-Key, and what was answered: kept for a day.
CREATE TABLE api_request (
  -- `owner`, or the id of a key: nobody gets the answer of another one.
  caller text NOT NULL,
  key text NOT NULL,
  -- SHA-256 of method, path and body: the body itself may hold a secret.
  fingerprint text NOT NULL,
  begun_at timestamptz NOT NULL,
  -- Whose process is gone by then was broken off: the next one carries it out.
  lease_until timestamptz NOT NULL,
  -- Null while it is carried out.
  status integer,
  -- JSON as text: it is given again byte by byte. Null where it held a secret.
  answer text,
  headers jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (caller, key)
);
CREATE INDEX api_request_begun ON api_request (begun_at);

-- Webhooks that came, by the id that their sender gave them. Each is noted in the transaction that
-- creates its run: one that comes again finds that run.
CREATE TABLE webhook_delivery (
  sender text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  run_id text NOT NULL REFERENCES automation_runs,
  PRIMARY KEY (sender, id)
);
