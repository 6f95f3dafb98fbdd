-- Days of advertising.

-- name: restated
-- What a day looks like now, where that is not what it looked like last.
INSERT INTO seller.ads_restatements AS stored
    (account_id, profile_id, ad_product, local_date, seen_at, currency, cost_amount, sales_amount)
SELECT d.account_id, d.profile_id, d.ad_product, d.local_date, :seen_at, d.currency, d.cost, d.sales
FROM (
    SELECT account_id, profile_id, ad_product, local_date, min(currency) AS currency,
        sum(cost_amount) AS cost, sum(sales_amount) AS sales
    FROM seller.ads_daily
    WHERE account_id = :account_id AND profile_id = :profile_id AND ad_product = :ad_product
      AND local_date = ANY(cast(:days AS date[]))
    GROUP BY account_id, profile_id, ad_product, local_date
) AS d
LEFT JOIN LATERAL (
    SELECT r.cost_amount, r.sales_amount FROM seller.ads_restatements r
    WHERE r.account_id = d.account_id AND r.profile_id = d.profile_id
      AND r.ad_product = d.ad_product AND r.local_date = d.local_date
    ORDER BY r.seen_at DESC LIMIT 1
) AS before ON true
WHERE (before.cost_amount, before.sales_amount) IS DISTINCT FROM (d.cost, d.sales)
ORDER BY d.local_date
ON CONFLICT (account_id, profile_id, ad_product, local_date, seen_at) DO UPDATE
SET cost_amount = excluded.cost_amount, sales_amount = excluded.sales_amount
