-- Products and their titles, from the catalog.

-- name: wanted
-- ASINs the seller has in a marketplace, with when the catalog was last asked about them.
SELECT DISTINCT asin FROM seller.listings
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
ORDER BY asin

-- name: has_news
-- Whether a listing has no title yet: a product that was never looked up.
SELECT EXISTS (
    SELECT 1 FROM seller.listings l
    JOIN seller.marketplaces m ON m.account_id = :account_id AND m.marketplace_id = l.marketplace_id
    WHERE l.account_id = :account_id AND m.connection_id = :connection_id AND l.title IS NULL)

-- name: title_listings
UPDATE seller.listings AS l
SET title = t.title, source = :source, run_id = :run_id, fetched_at = :fetched_at
FROM unnest(cast(:asins AS text[]), cast(:titles AS text[])) AS t(asin, title)
WHERE l.account_id = :account_id AND l.marketplace_id = :marketplace_id AND l.asin = t.asin
  AND l.title IS DISTINCT FROM t.title
