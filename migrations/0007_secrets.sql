-- Secrets, sealed: without the key, which is never in the database, nobody can read them. The row
-- named `canary` holds nothing of worth; whoever can't open it has another key.
CREATE TABLE secret (
  name text PRIMARY KEY,
  sealed text NOT NULL,
  updated_at timestamptz NOT NULL
);
