-- The attempt of the account that is on the wire: one at a time keeps the order of its posts, and
-- an account that hangs holds nobody up but itself.
ALTER TABLE account ADD COLUMN sending bigint;
UPDATE account SET sending = (SELECT max(id) FROM attempt
  WHERE attempt.account = account.account AND attempt.state = 'sending');

-- From here on a look-up that does not find the post counts towards its absence. Null: never.
ALTER TABLE attempt ADD COLUMN provable_at timestamptz;

CREATE INDEX attempt_look_up ON attempt (look_up_at) WHERE state = 'unknown';
CREATE INDEX delivery_ready ON delivery (id) WHERE state = 'approved';

-- The claim that an intent belongs to: where the answer to a commit is lost, the one worker that
-- knows that nothing was sent finds its intents by it.
ALTER TABLE attempt ADD COLUMN claim text NOT NULL DEFAULT '';
CREATE INDEX attempt_claim ON attempt (claim) WHERE state = 'sending';
