-- The outbox. A piece of news is written with what it tells of; from there it goes into one notice for
-- each channel that wants it, which is sent again under its id until it arrives or a day of tries is over.
ALTER TABLE news RENAME COLUMN sent_at TO addressed_at;
ALTER INDEX news_unsent RENAME TO news_unaddressed;
ALTER TABLE news DROP COLUMN lease_until;
-- What is much of within an hour is told together; by this, what would be one message too many.
ALTER TABLE news ADD COLUMN topic text NOT NULL DEFAULT 'other';
-- Not told before, so that many of a topic become one message.
ALTER TABLE news ADD COLUMN held_until timestamptz;
CREATE INDEX news_of_delivery ON news (delivery_id) WHERE delivery_id IS NOT NULL;

CREATE TABLE notice (
  -- The same at every try: receivers know a repeat by it.
  id text PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY,
  channel text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
  created_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  -- A day after the first try. Null: not tried yet.
  give_up_at timestamptz,
  -- Real time: who sends it holds it by a lease, and who died leaves it to others.
  lease_until timestamptz,
  settled_at timestamptz,
  -- Of the last try.
  error jsonb
);
CREATE INDEX notice_waiting ON notice (channel, due_at) WHERE state = 'waiting';
CREATE INDEX notice_given_up ON notice (settled_at) WHERE state = 'given-up';
CREATE INDEX notice_created ON notice (created_at);

CREATE TABLE notice_news (
  channel text NOT NULL,
  news_id bigint NOT NULL REFERENCES news ON DELETE CASCADE,
  notice_id text NOT NULL REFERENCES notice ON DELETE CASCADE,
  -- A piece of news goes to a channel once.
  PRIMARY KEY (news_id, channel)
);
CREATE INDEX notice_news_of_notice ON notice_news (notice_id);

-- For a monitor, which asks every few seconds: how many are in each state, without those that are done.
CREATE INDEX delivery_unsettled ON delivery (state) WHERE state NOT IN ('posted', 'cancelled');
