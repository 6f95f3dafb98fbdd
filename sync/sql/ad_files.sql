-- Advertising that a person has brought in by hand, beside what Amazon's API says.

-- name: days_of_campaigns
-- The days of which the API has told rows.
SELECT DISTINCT local_date FROM seller.ads_daily
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
  AND ad_product = 'SPONSORED_PRODUCTS' AND local_date = ANY(cast(:days AS date[]))
  AND source NOT LIKE 'import %'

-- name: days_of_terms
SELECT DISTINCT local_date FROM seller.ad_search_terms
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
  AND local_date = ANY(cast(:days AS date[])) AND source NOT LIKE 'import %'

-- name: days_of_reports
-- The days of the API's reports that were read, also those for which they have no row.
SELECT DISTINCT day FROM unnest(cast(:days AS date[])) AS day
JOIN sync.report_jobs j ON day BETWEEN (j.data_start_at AT TIME ZONE 'UTC')::date
    AND (j.data_end_at AT TIME ZONE 'UTC')::date
JOIN seller.ad_profiles p ON p.account_id = j.account_id AND p.profile_id = j.profile_id
WHERE j.account_id = :account_id AND p.account_id = :account_id AND j.stream = :stream
  AND j.state = 'closed' AND j.rows_read > 0 AND p.marketplace_id = :marketplace_id

-- name: campaigns_give_way
-- Days that the API tells of now are no longer those of a file.
DELETE FROM seller.ads_daily
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
  AND ad_product = :ad_product AND local_date = ANY(cast(:days AS date[]))
  AND source LIKE 'import %'

-- name: terms_give_way
DELETE FROM seller.ad_search_terms
WHERE account_id = :account_id AND marketplace_id = :marketplace_id
  AND local_date = ANY(cast(:days AS date[])) AND source LIKE 'import %'
