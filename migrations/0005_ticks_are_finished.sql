-- A step whose process died in the middle of it is run again, once its lease is over. What had run
-- before counts as finished.
ALTER TABLE tick ADD COLUMN lease_until timestamptz;
