-- One row: what this database is. The clock kind is set by its first run and never changes.
CREATE TABLE instance (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  clock_kind text CHECK (clock_kind IN ('real', 'virtual')),
  virtual_now timestamptz,
  paused_at timestamptz,
  paused_by text
);
INSERT INTO instance DEFAULT VALUES;

CREATE TABLE week (
  week_id text PRIMARY KEY,
  repository text NOT NULL,
  branch text NOT NULL,
  sheet_file text NOT NULL,
  first_date date,
  last_date date,
  commit text NOT NULL,
  imported_at timestamptz NOT NULL
);

CREATE TABLE post (
  week_id text NOT NULL REFERENCES week,
  post_id text NOT NULL,
  line integer NOT NULL,
  locale text NOT NULL,
  present boolean NOT NULL DEFAULT true,
  -- The diagnostics of the row.
  problems jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (week_id, post_id)
);

CREATE TABLE account (
  account text PRIMARY KEY,
  paused_at timestamptz,
  paused_reason text,
  -- Spacing: the next post of this account may not leave before.
  free_at timestamptz
);

CREATE TABLE delivery (
  id text PRIMARY KEY,
  week_id text NOT NULL,
  post_id text NOT NULL,
  place text NOT NULL,
  platform text NOT NULL,
  target text NOT NULL,
  connector text NOT NULL,
  account text NOT NULL REFERENCES account,
  line integer NOT NULL,
  content jsonb NOT NULL,
  content_hash text NOT NULL,
  sheet_status text NOT NULL,
  problems jsonb NOT NULL DEFAULT '[]',
  unmapped boolean NOT NULL,
  present boolean NOT NULL DEFAULT true,
  state text NOT NULL CHECK (state IN ('pending', 'approved', 'scheduled', 'publishing',
    'unconfirmed', 'awaiting', 'posted', 'failed', 'missed', 'invalid', 'cancelled')),
  reason text NOT NULL,
  held text CHECK (held IN ('sheet', 'person')),
  git_approved boolean NOT NULL DEFAULT false,
  approved_hash text,
  approved_by text,
  approved_at timestamptz,
  approved_commit text,
  scheduled_at timestamptz,
  due_at timestamptz,
  posted_at timestamptz,
  remote_id text,
  remote_url text,
  attempts_left integer NOT NULL DEFAULT 2 CHECK (attempts_left >= 0),
  parts_published integer NOT NULL DEFAULT 0,
  -- Lateness counts from here: its instant, or the order of a rerun.
  late_from timestamptz,
  FOREIGN KEY (week_id, post_id) REFERENCES post,
  UNIQUE (week_id, post_id, place)
);
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'scheduled';
CREATE INDEX delivery_open ON delivery (late_from) WHERE state IN ('pending', 'approved', 'scheduled');

-- The journal. A row is committed before its request leaves; its id is the fencing token.
CREATE TABLE attempt (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id text NOT NULL REFERENCES delivery,
  part integer NOT NULL,
  number integer NOT NULL,
  account text NOT NULL,
  state text NOT NULL CHECK (state IN ('sending', 'accepted', 'rejected', 'deferred',
    'unauthorised', 'released', 'unknown', 'absent')),
  content jsonb NOT NULL,
  content_hash text NOT NULL,
  started_at timestamptz NOT NULL,
  -- Real time, also under a virtual clock: a request on the wire knows no other.
  deadline timestamptz NOT NULL,
  finished_at timestamptz,
  error jsonb,
  remote_id text,
  remote_url text,
  lookups integer NOT NULL DEFAULT 0,
  look_up_at timestamptz,
  UNIQUE (delivery_id, part, number),
  UNIQUE (account, remote_id)
);
-- Never twice, in the schema: one attempt of a part may be open, accepted or unknown.
CREATE UNIQUE INDEX attempt_never_twice ON attempt (delivery_id, part)
  WHERE state IN ('sending', 'accepted', 'unknown');
CREATE INDEX attempt_open ON attempt (state, deadline) WHERE state IN ('sending', 'unknown');

CREATE TABLE automation_runs (
  id text PRIMARY KEY,
  trigger text NOT NULL,
  week_id text,
  status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
  commit text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL DEFAULT '{}',
  error jsonb
);

-- A tick of the loop, once however many processes see it: who inserts the row runs the step.
CREATE TABLE tick (
  step text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (step, at)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  who text NOT NULL,
  delivery_id text NOT NULL REFERENCES delivery,
  event text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  why text NOT NULL,
  commit text
);
CREATE INDEX audit_delivery ON audit (delivery_id, id);

-- What people are to be told. The same thing about the same content is said once.
CREATE TABLE news (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_key text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('failure', 'success')),
  urgent boolean NOT NULL,
  delivery_id text REFERENCES delivery,
  title text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL,
  sent_at timestamptz
);
CREATE INDEX news_unsent ON news (id) WHERE sent_at IS NULL;
