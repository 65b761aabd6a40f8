-- The first due delivery of each account, in the order of its posts: one step down this index for
-- each account, where the whole backlog was sorted at every claim.
CREATE INDEX delivery_first_due ON delivery (account, due_at, line, id) WHERE state = 'scheduled';
