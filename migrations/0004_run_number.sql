-- The order in which runs began. Their instants do not tell it: under a virtual clock, and where a
-- person and the loop are at work at once, several are the same.
ALTER TABLE automation_runs ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
