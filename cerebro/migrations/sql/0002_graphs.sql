-- Most changes of code change no import: the graph, its circles and what breaks a contract are then
-- those of an earlier run.

DROP TABLE cerebro.brain_contract_checks;

CREATE TABLE cerebro.brain_graphs (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    graph_key TEXT NOT NULL,
    -- Rows of (importer, imported, line, whether it runs later).
    edges JSONB NOT NULL,
    cycles JSONB NOT NULL,
    -- NULL when no contract could be checked; the reason says why.
    breaches JSONB,
    breach_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (repo_id, graph_key)
);

ALTER TABLE cerebro.brain_runs ADD COLUMN graph_key TEXT NOT NULL DEFAULT '';
ALTER TABLE cerebro.brain_blobs ADD COLUMN imports_key TEXT NOT NULL DEFAULT '';

GRANT SELECT, INSERT, UPDATE, DELETE ON cerebro.brain_graphs TO cerebro;
