-- Findings as tables, and as Parquet files for Power BI, R or Spark.
--   pyspunka scan agreements -o findings.jsonl
--   duckdb < duckdb.sql        (in the folder of findings.jsonl)

CREATE OR REPLACE TABLE lines AS
SELECT json FROM read_json_objects('findings.jsonl', format = 'newline_delimited', maximum_object_size = 67108864);

CREATE OR REPLACE TABLE documents AS
SELECT
    json ->> '$.path' AS path,
    json ->> '$.kind' AS kind,
    json ->> '$.status' AS status,
    json ->> '$.reason' AS reason,
    json ->> '$.dnr' AS dnr,
    TRY_CAST(json ->> '$.dates.from' AS DATE) AS valid_from,
    TRY_CAST(json ->> '$.dates.to' AS DATE) AS valid_to,
    (json ->> '$.bus_factor')::INTEGER AS bus_factor
FROM lines WHERE json ->> '$.type' = 'document';

CREATE OR REPLACE TABLE outcomes AS
SELECT json ->> '$.path' AS path, o ->> '$.rule' AS rule, o ->> '$.outcome' AS outcome, o ->> '$.reason' AS reason
FROM lines, UNNEST(CAST(json -> '$.outcomes' AS JSON[])) AS t(o)
WHERE json ->> '$.type' = 'document';

CREATE OR REPLACE TABLE findings AS
SELECT
    json ->> '$.id' AS id,
    json ->> '$.document.path' AS path,
    json ->> '$.rule' AS rule,
    json ->> '$.outcome' AS outcome,
    json ->> '$.severity' AS severity,
    (json ->> '$.confidence')::DOUBLE AS confidence,
    json ->> '$.message.sv' AS message,
    json ->> '$.evidence[0].quote.exact' AS quote,
    json ->> '$.baseline' AS baseline,
    json ->> '$.suppression' AS suppression
FROM lines WHERE json ->> '$.type' = 'finding';

-- Parquet: typed, and a tenth of the size.
COPY documents TO 'documents.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY outcomes TO 'outcomes.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY findings TO 'findings.parquet' (FORMAT parquet, COMPRESSION zstd);

-- Share of assessed documents in which each rule is not met: what was not assessed is no answer, and is counted apart.
SELECT
    rule,
    count(*) FILTER (outcome IN ('met', 'not-met')) AS assessed,
    count(*) FILTER (outcome = 'not-met') AS not_met,
    count(*) FILTER (outcome = 'not-assessed') AS not_assessed,
    round(100.0 * not_met / nullif(assessed, 0), 1) AS percent
FROM outcomes GROUP BY rule ORDER BY not_met DESC, rule;
