-- CEREBRO's tables. They hold nothing of any seller: no account, no row-level security.
-- Facts belong to a blob and the tools that read it; everything else belongs to a repository,
-- and what changes with time to a run.

CREATE TABLE cerebro.brain_repos (
    repo_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    root_path TEXT NOT NULL UNIQUE,
    -- How far the history has been read: the next run reads what came after it.
    history_head TEXT,
    history_version INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE cerebro.brain_runs (
    run_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_sha TEXT NOT NULL,
    base_sha TEXT,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    status TEXT NOT NULL CHECK (status IN ('running', 'ok', 'partial', 'failed')),
    tool_key TEXT NOT NULL,
    -- What the results depend on besides the commit: policy, budgets, imported files.
    input_key TEXT NOT NULL,
    stages JSONB NOT NULL DEFAULT '[]',
    -- Path and blob of each file that was looked at.
    tree JSONB NOT NULL DEFAULT '{}'
);
CREATE INDEX ON cerebro.brain_runs (repo_id, run_id DESC);

CREATE TABLE cerebro.brain_blobs (
    tool_key TEXT NOT NULL,
    blob TEXT NOT NULL,
    lines INTEGER NOT NULL,
    code_lines INTEGER NOT NULL,
    comment_lines INTEGER NOT NULL,
    functions INTEGER NOT NULL,
    cyclomatic_sum INTEGER NOT NULL,
    cyclomatic_max INTEGER NOT NULL,
    cognitive_sum INTEGER NOT NULL,
    cognitive_max INTEGER NOT NULL,
    nesting_max INTEGER NOT NULL,
    arguments_max INTEGER NOT NULL,
    function_lines_max INTEGER NOT NULL,
    docstring_share REAL,
    annotated_share REAL,
    imports JSONB NOT NULL,
    line_hashes BYTEA NOT NULL,
    error TEXT NOT NULL,
    analysed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (tool_key, blob)
);

CREATE TABLE cerebro.brain_functions (
    tool_key TEXT NOT NULL,
    blob TEXT NOT NULL,
    name TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    cyclomatic INTEGER NOT NULL,
    cognitive INTEGER,
    nesting INTEGER NOT NULL,
    arguments INTEGER NOT NULL
);
CREATE INDEX ON cerebro.brain_functions (tool_key, blob);

CREATE TABLE cerebro.brain_raw_findings (
    tool_key TEXT NOT NULL,
    blob TEXT NOT NULL,
    tool TEXT NOT NULL,
    rule TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    message TEXT NOT NULL,
    line_hash TEXT NOT NULL,
    context_hash TEXT NOT NULL
);
CREATE INDEX ON cerebro.brain_raw_findings (tool_key, blob);

CREATE TABLE cerebro.brain_authors (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    author_no INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_bot BOOLEAN NOT NULL,
    PRIMARY KEY (repo_id, author_no)
);

CREATE TABLE cerebro.brain_files (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    file_no INTEGER NOT NULL,
    -- Where the file stood last; earlier names are in brain_commit_files.
    path TEXT NOT NULL,
    PRIMARY KEY (repo_id, file_no)
);
CREATE INDEX ON cerebro.brain_files (repo_id, path);

CREATE TABLE cerebro.brain_commits (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_no INTEGER NOT NULL,
    sha TEXT NOT NULL,
    authored_at TIMESTAMPTZ NOT NULL,
    author_no INTEGER NOT NULL,
    subject TEXT NOT NULL,
    is_fix BOOLEAN NOT NULL,
    is_bot BOOLEAN NOT NULL,
    is_bulk BOOLEAN NOT NULL,
    is_ignored BOOLEAN NOT NULL,
    PRIMARY KEY (repo_id, commit_no)
);

CREATE TABLE cerebro.brain_commit_files (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_no INTEGER NOT NULL,
    file_no INTEGER NOT NULL,
    path TEXT NOT NULL,
    added INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (repo_id, commit_no, file_no)
);

-- How often two files changed in one commit, counted up as commits come in.
CREATE TABLE cerebro.brain_pairs (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    file_a INTEGER NOT NULL,
    file_b INTEGER NOT NULL,
    shared INTEGER NOT NULL,
    PRIMARY KEY (repo_id, file_a, file_b)
);

CREATE TABLE cerebro.brain_file_scores (
    run_id BIGINT NOT NULL REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    file_no INTEGER NOT NULL,
    path TEXT NOT NULL,
    blob TEXT NOT NULL,
    is_test BOOLEAN NOT NULL,
    lines INTEGER NOT NULL,
    revisions_12m INTEGER NOT NULL,
    fixes_12m INTEGER NOT NULL,
    recency DOUBLE PRECISION NOT NULL,
    authors INTEGER NOT NULL,
    main_author_no INTEGER,
    main_author_share REAL,
    health REAL NOT NULL,
    health_parts JSONB NOT NULL,
    land_score DOUBLE PRECISION NOT NULL,
    read_score DOUBLE PRECISION NOT NULL,
    classic_score DOUBLE PRECISION NOT NULL,
    debt_minutes INTEGER NOT NULL,
    coverage REAL,
    PRIMARY KEY (run_id, file_no)
);

CREATE TABLE cerebro.brain_couplings (
    run_id BIGINT NOT NULL REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    file_a INTEGER NOT NULL,
    file_b INTEGER NOT NULL,
    shared INTEGER NOT NULL,
    degree REAL NOT NULL,
    lift REAL NOT NULL,
    has_import BOOLEAN NOT NULL,
    PRIMARY KEY (run_id, file_a, file_b)
);

-- What breaks the import contracts, kept by the imports and contracts that were checked.
CREATE TABLE cerebro.brain_contract_checks (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    input_key TEXT NOT NULL,
    breaches JSONB NOT NULL,
    PRIMARY KEY (repo_id, input_key)
);

CREATE TABLE cerebro.brain_clones (
    run_id BIGINT NOT NULL REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    path_a TEXT NOT NULL,
    line_a INTEGER NOT NULL,
    end_line_a INTEGER NOT NULL,
    path_b TEXT NOT NULL,
    line_b INTEGER NOT NULL,
    end_line_b INTEGER NOT NULL
);
CREATE INDEX ON cerebro.brain_clones (run_id);

-- What another tool told of a commit, as it was read from its file.
CREATE TABLE cerebro.brain_coverage (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_sha TEXT NOT NULL,
    path TEXT NOT NULL,
    covered INTEGER[] NOT NULL,
    missing INTEGER[] NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, commit_sha, path)
);

CREATE TABLE cerebro.brain_imported_findings (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    commit_sha TEXT NOT NULL,
    tool TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    message TEXT NOT NULL,
    line_hash TEXT NOT NULL,
    context_hash TEXT NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX ON cerebro.brain_imported_findings (repo_id, commit_sha);

CREATE TABLE cerebro.brain_findings (
    finding_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    file_no INTEGER,
    path TEXT NOT NULL,
    tool TEXT NOT NULL,
    rule TEXT NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    message TEXT NOT NULL,
    line_hash TEXT NOT NULL,
    context_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'false positive', 'fixed')),
    is_reopened BOOLEAN NOT NULL DEFAULT false,
    first_run_id BIGINT NOT NULL,
    last_run_id BIGINT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    expires_on DATE
);
CREATE INDEX ON cerebro.brain_findings (repo_id, status, path);

CREATE TABLE cerebro.brain_finding_events (
    finding_id BIGINT NOT NULL REFERENCES cerebro.brain_findings ON DELETE CASCADE,
    run_id BIGINT,
    happened_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    actor TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ON cerebro.brain_finding_events (finding_id);

CREATE TABLE cerebro.brain_measures (
    run_id BIGINT NOT NULL REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    key TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run_id, key)
);

CREATE TABLE cerebro.brain_budgets (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    key TEXT NOT NULL,
    most DOUBLE PRECISION,
    least DOUBLE PRECISION,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (repo_id, key),
    CHECK (most IS NOT NULL OR least IS NOT NULL)
);

CREATE TABLE cerebro.brain_gate_results (
    run_id BIGINT PRIMARY KEY REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'not computed')),
    conditions JSONB NOT NULL
);

CREATE TABLE cerebro.brain_issues (
    issue_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    finding_id BIGINT REFERENCES cerebro.brain_findings ON DELETE SET NULL,
    impact SMALLINT NOT NULL CHECK (impact BETWEEN 1 AND 10),
    confidence SMALLINT NOT NULL CHECK (confidence BETWEEN 1 AND 10),
    ease SMALLINT NOT NULL CHECK (ease BETWEEN 1 AND 10),
    score INTEGER GENERATED ALWAYS AS (impact * confidence * ease) STORED,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    closed_at TIMESTAMPTZ
);

CREATE TABLE cerebro.brain_competitors (
    competitor TEXT NOT NULL,
    feature TEXT NOT NULL,
    has_it TEXT NOT NULL CHECK (has_it IN ('yes', 'partly', 'no', 'unknown')),
    source TEXT NOT NULL DEFAULT '',
    checked_on DATE,
    PRIMARY KEY (competitor, feature)
);

CREATE TABLE cerebro.brain_audit (
    audit_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    happened_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail JSONB NOT NULL DEFAULT '{}'
);

CREATE TABLE cerebro.brain_notes (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    input_hash TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('openai', 'rules')),
    body JSONB NOT NULL,
    refusal TEXT NOT NULL DEFAULT '',
    cost_usd NUMERIC(10, 6) NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, input_hash, model, prompt_version)
);

CREATE TABLE cerebro.brain_backtests (
    repo_id BIGINT NOT NULL REFERENCES cerebro.brain_repos ON DELETE CASCADE,
    split_on DATE NOT NULL,
    score TEXT NOT NULL,
    touches INTEGER NOT NULL,
    files INTEGER NOT NULL,
    top10 REAL,
    top20 REAL,
    auc REAL,
    popt REAL,
    recall20 REAL,
    gains JSONB NOT NULL,
    PRIMARY KEY (repo_id, split_on, score)
);

GRANT USAGE ON SCHEMA cerebro TO cerebro;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cerebro TO cerebro;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA cerebro TO cerebro;
