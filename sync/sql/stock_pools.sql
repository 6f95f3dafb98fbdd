-- Pan-European stock: which marketplaces Amazon tells one and the same stock of a SKU.

-- name: pictures
-- How the pictures of the last days compare: of each SKU in each marketplace that may share it.
-- Alike: another marketplace was told the very same numbers that day, and there were pieces.
WITH places AS (
    SELECT m.marketplace_id, m.connection_id,
        array_position(cast(:countries AS text[]), m.country_code) AS rank
    FROM seller.marketplaces m
    WHERE m.account_id = :account_id AND m.is_participating
      AND m.country_code = ANY(cast(:countries AS text[]))
), told AS (
    SELECT p.connection_id, p.rank, d.marketplace_id, d.sku, d.local_date, d.total_units,
        row(d.asin, d.fulfillable_units, d.inbound_units, d.reserved_units, d.researching_units,
            d.unfulfillable_units, d.total_units) AS numbers
    FROM seller.inventory_daily d JOIN places p ON p.marketplace_id = d.marketplace_id
    WHERE d.account_id = :account_id AND d.local_date > :after AND d.source <> :by_country
), compared AS (
    SELECT t.*, t.total_units > 0
            AND count(*) OVER (PARTITION BY connection_id, sku, local_date, numbers) > 1 AS is_alike,
        max(t.total_units) OVER (PARTITION BY connection_id, sku, local_date) > 0
            AND count(*) OVER (PARTITION BY connection_id, sku, local_date) > 1 AS can_tell,
        t.local_date = max(t.local_date) OVER (PARTITION BY connection_id, sku) AS is_newest
    FROM told t
)
SELECT connection_id, sku, marketplace_id, min(rank) AS rank,
    count(*) FILTER (WHERE is_alike) AS alike_days,
    count(*) FILTER (WHERE can_tell AND NOT is_alike) AS unlike_days,
    count(DISTINCT numbers) FILTER (WHERE is_alike) AS states,
    bool_or(is_newest AND can_tell AND total_units = 0) AS is_empty_alone
FROM compared
GROUP BY connection_id, sku, marketplace_id
ORDER BY connection_id, sku, rank

-- name: known
SELECT sp.connection_id, sp.sku, sp.marketplace_id, m.is_participating
FROM seller.stock_pools sp
JOIN seller.marketplaces m
    ON m.account_id = sp.account_id AND m.marketplace_id = sp.marketplace_id
WHERE sp.account_id = :account_id AND sp.until IS NULL

-- name: end
UPDATE seller.stock_pools SET until = greatest(since, :today)
WHERE account_id = :account_id AND until IS NULL
  AND (sku, marketplace_id) IN (
    SELECT * FROM unnest(cast(:skus AS text[]), cast(:places AS text[])))

-- name: begin
-- From the day on after which the marketplaces were not told plainly different numbers any more;
-- of before the first reading nothing says otherwise.
INSERT INTO seller.stock_pools AS sp
    (account_id, marketplace_id, sku, since, connection_id, rank)
SELECT :account_id, n.marketplace_id, n.sku,
    greatest(date '0001-01-01', max(u.local_date) + 1, max(e.until)), n.connection_id, n.rank
FROM unnest(cast(:skus AS text[]), cast(:places AS text[]), cast(:connections AS bigint[]),
    cast(:ranks AS smallint[])) AS n (sku, marketplace_id, connection_id, rank)
LEFT JOIN (
    SELECT d.sku, d.local_date FROM seller.inventory_daily d
    WHERE d.account_id = :account_id AND d.source <> :by_country AND d.local_date <= :after
      AND d.sku = ANY(cast(:skus AS text[])) AND d.marketplace_id = ANY(cast(:places AS text[]))
    GROUP BY d.sku, d.local_date
    HAVING max(d.fulfillable_units) - min(d.fulfillable_units)
        > greatest(:drift_units, max(d.fulfillable_units) * :drift_share)
) u ON u.sku = n.sku
LEFT JOIN seller.stock_pools e ON e.account_id = :account_id
    AND e.marketplace_id = n.marketplace_id AND e.sku = n.sku
GROUP BY n.marketplace_id, n.sku, n.connection_id, n.rank
ON CONFLICT (account_id, marketplace_id, sku, since) DO UPDATE SET until = NULL

-- name: told_as_one
SELECT sp.marketplace_id, count(*) AS skus FROM seller.stock_pools sp
WHERE sp.account_id = :account_id AND sp.connection_id = :connection_id AND sp.until IS NULL
GROUP BY sp.marketplace_id, sp.rank ORDER BY sp.rank
