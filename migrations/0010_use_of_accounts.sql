-- When an account was used last, and how many of its posts went out today: `accounts` read the whole
-- journal for it. Attempts end in the order of time, nearly, so that a few pages of this index do.
ALTER TABLE account ADD COLUMN last_used_at timestamptz;
UPDATE account SET last_used_at =
  (SELECT max(started_at) FROM attempt WHERE attempt.account = account.account);
CREATE INDEX attempt_finished ON attempt USING brin (finished_at);
