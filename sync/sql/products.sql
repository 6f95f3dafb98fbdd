-- Products and their titles, from the catalog.

-- name: wanted
-- ASINs of a marketplace that the catalog was never asked about, or not for a week.
SELECT asin FROM seller.listings
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
GROUP BY asin
HAVING bool_or(catalog_asked_at IS NULL) OR min(catalog_asked_at) <= cast(:before AS timestamptz)
ORDER BY asin

-- name: note_asked
-- Known or not to the catalog: it is asked again in a week.
UPDATE seller.listings
SET catalog_asked_at = :asked_at
WHERE account_id = :account_id AND marketplace_id = :marketplace_id AND asin = ANY(:asins)
  AND catalog_asked_at IS DISTINCT FROM :asked_at

-- name: title_listings
-- The catalog's title goes before the seller's own. Where the report has described a listing,
-- the row goes on saying so.
UPDATE seller.listings AS l
SET title = t.title,
    source = CASE WHEN l.source = :report THEN l.source ELSE :source END,
    run_id = CASE WHEN l.source = :report THEN l.run_id ELSE :run_id END,
    fetched_at = CASE WHEN l.source = :report THEN l.fetched_at ELSE :fetched_at END
FROM unnest(cast(:asins AS text[]), cast(:titles AS text[])) AS t(asin, title)
WHERE l.account_id = :account_id AND l.marketplace_id = :marketplace_id AND l.asin = t.asin
  AND l.title IS DISTINCT FROM t.title

-- name: title_untitled
-- The seller's own title, where the catalog has not said one.
UPDATE seller.listings AS l
SET title = t.title
FROM unnest(cast(:skus AS text[]), cast(:titles AS text[])) AS t(sku, title)
WHERE l.account_id = :account_id AND l.marketplace_id = :marketplace_id AND l.sku = t.sku
  AND l.title IS NULL

-- name: mark_deleted
-- What a whole report had before and has no more, the seller has deleted.
UPDATE seller.listings AS l
SET status = 'Deleted', run_id = :run_id, fetched_at = :fetched_at
WHERE l.account_id = :account_id AND l.marketplace_id = :marketplace_id AND l.source = :source
  AND l.sku <> ALL(cast(:known AS text[])) AND l.status IS DISTINCT FROM 'Deleted'
