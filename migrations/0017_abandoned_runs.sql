-- Real time. A run that is still at work then has lost its process.
ALTER TABLE automation_runs ADD COLUMN lease_until timestamptz;
CREATE INDEX automation_runs_running ON automation_runs (lease_until) WHERE status = 'running';
