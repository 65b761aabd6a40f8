-- Test posts that a person has ordered: no deliveries. A row is committed before its request leaves, so
-- that one whose process died is known, by the mark that is in its text.
CREATE TABLE smoke_test (
  mark text PRIMARY KEY,
  -- `platform/target`, and what it stood for.
  key text NOT NULL,
  account text NOT NULL REFERENCES account,
  place text NOT NULL,
  -- Whether the person wants the post to stay.
  stays boolean NOT NULL,
  who text NOT NULL,
  state text NOT NULL CHECK (state IN ('sending', 'public', 'refused', 'unknown', 'removed')),
  started_at timestamptz NOT NULL,
  -- Real time, as of an attempt.
  deadline timestamptz NOT NULL,
  error jsonb,
  remote_id text,
  remote_url text
);
