-- Checks that take longer than a run (types, dead code, dependencies, measured speed) are made once
-- for a commit; its runs take what they said.

CREATE TABLE cerebro.brain_checks (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_sha TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'skipped', 'failed')),
    reason TEXT NOT NULL,
    measures JSONB NOT NULL,
    -- Measured figures that miss their aim, in words.
    broken JSONB NOT NULL,
    took_ms INTEGER NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repo_id, commit_sha, name)
);

CREATE TABLE cerebro.brain_dependencies (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_sha TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'vulnerable', 'unknown')),
    advisory TEXT NOT NULL,
    PRIMARY KEY (repo_id, commit_sha, name)
);

-- What an issue comes from: a finding, something that rivals have and we have not, or a person.
-- The origin makes sure that the same thing is no second issue.
ALTER TABLE cerebro.brain_issues
    ADD COLUMN source TEXT NOT NULL DEFAULT 'person'
        CHECK (source IN ('finding', 'rival', 'person')),
    ADD COLUMN origin TEXT,
    ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX ON cerebro.brain_issues (repo_id, origin);

GRANT SELECT, INSERT, UPDATE, DELETE ON cerebro.brain_checks, cerebro.brain_dependencies TO cerebro;
