-- The steps of the loop of a day share one run, from its pull on.
ALTER TABLE automation_runs ADD COLUMN day text;
-- The instant of the cron line of each step that it has had.
ALTER TABLE automation_runs ADD COLUMN steps jsonb NOT NULL DEFAULT '{}';
CREATE INDEX automation_runs_of_day ON automation_runs (day, number) WHERE day IS NOT NULL;
