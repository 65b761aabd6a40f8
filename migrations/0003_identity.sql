-- What this database is, and where it was when a person or its first worker said so. A copy of the
-- database carries these rows along and finds itself elsewhere: it publishes nothing. The instance
-- key, outside the database, remembers the id and the last change that its process has seen.
CREATE TABLE identity (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  instance_id text NOT NULL,
  -- Null: PostgreSQL does not tell this role.
  system_identifier text,
  timeline integer,
  -- OIDs: a restored dump is another database, or holds another table of this name.
  database_id text NOT NULL,
  table_id text NOT NULL,
  -- When a person last confirmed a copy as the one that goes on, and who.
  restored_at timestamptz,
  restored_by text
);

-- Where workers meet it: an address, or the files of an embedded one with the key beside them.
CREATE TABLE identity_place (
  place text PRIMARY KEY,
  -- A worker at a place that nobody knows waits until one that is at home in the database vouches
  -- for it: a copy has nobody who could.
  known boolean NOT NULL,
  -- Real time.
  asked_at timestamptz NOT NULL
);
