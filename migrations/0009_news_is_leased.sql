-- Who sends a piece of news holds it by a lease and by no open transaction: a mail server that is slow
-- would outlast that, and the same mail would go out again.
ALTER TABLE news ADD COLUMN lease_until timestamptz;
