-- Gold answers of questions.dev.jsonl. `:first` and `:last` are the days of an accepted reading,
-- `:before_first` and `:before_last` those it is compared with. A second statement under the same
-- name, with words behind it, is another accepted reading. Dimensions come first, then figures. Rows
-- are not cut to a top N: the scorer cuts, so that equal figures at the edge are equally right.
-- A column `sort` is only what rows are ranked by.

-- name: q004
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: q005
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: q007
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: q008
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: q011
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last
    AND asin IN (SELECT asin FROM offers WHERE title ILIKE :product OR local_title ILIKE :product)

-- name: q015
SELECT count(DISTINCT order_id) FROM lines
WHERE day BETWEEN :first AND :last AND status = 'Cancelled'

-- name: q020
SELECT hour, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q021
SELECT date_trunc('month', day)::date, country, count(DISTINCT order_id) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: q028
SELECT date_trunc('month', day)::date, sum(revenue) / nullif(sum(units), 0) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q031
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: q031 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1

-- name: q031 with products that sold nothing
SELECT o.asin, coalesce(sum(s.units), 0)
FROM (SELECT DISTINCT asin FROM offers WHERE is_active) o
LEFT JOIN sold s ON s.asin = o.asin AND s.day BETWEEN :first AND :last GROUP BY 1

-- name: q043
SELECT country, asin, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1, 2

-- name: q043 by revenue
SELECT country, asin, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1, 2

-- name: q044
SELECT category, asin, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1, 2

-- name: q048
SELECT channel, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q053
SELECT CASE kind WHEN 'referral_fee' THEN 'Referral fee'
        WHEN 'fulfilment_fee' THEN 'FBA fulfilment fee' WHEN 'closing_fee' THEN 'Closing fee'
        WHEN 'refund_fee' THEN 'Refund fee' WHEN 'storage_fee' THEN 'Storage fee'
        WHEN 'subscription' THEN 'Selling plan' ELSE 'Other fee' END, sum(fee)
FROM money WHERE day BETWEEN :first AND :last AND fee <> 0 GROUP BY 1

-- name: q054
SELECT category, count(DISTINCT asin) FROM offers WHERE is_active GROUP BY 1

-- name: q054 by SKU
SELECT category, count(DISTINCT sku) FROM offers WHERE is_active GROUP BY 1

-- name: q065
WITH now AS (SELECT asin, sum(revenue) AS revenue FROM sold
        WHERE day BETWEEN :first AND :last GROUP BY 1),
    earlier AS (SELECT asin, sum(revenue) AS revenue FROM sold
        WHERE day BETWEEN :before_first AND :before_last GROUP BY 1)
SELECT e.asin, n.revenue, e.revenue FROM earlier e LEFT JOIN now n ON n.asin = e.asin
WHERE e.revenue > 0 AND coalesce(n.revenue, 0) / e.revenue - 1 < -0.2

-- name: q066
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: q069
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: q070
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: q071
SELECT (SELECT sum(sales) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: q077
SELECT sum(spend) FROM (SELECT sum(spend) AS spend FROM targeted WHERE day BETWEEN :first AND :last
    GROUP BY profile_id, campaign_id, ad_group_id, target_id HAVING sum(orders) = 0) t

-- name: q077 without automatic and product targets
SELECT sum(spend) FROM (SELECT sum(spend) AS spend FROM targeted
    WHERE day BETWEEN :first AND :last AND kind = 'KEYWORD'
    GROUP BY profile_id, campaign_id, ad_group_id, target_id HAVING sum(orders) = 0) t

-- name: q078
SELECT match_type, sum(orders)::numeric / nullif(sum(clicks), 0) FROM targeted
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q079
SELECT sum(clicks), sum(impressions) FROM ads WHERE day BETWEEN :first AND :last

-- name: q082
SELECT month, sum(revenue) - sum(ad_sales), sum(ad_sales) FROM (
    SELECT date_trunc('month', day)::date AS month, coalesce(revenue, 0) AS revenue, 0 AS ad_sales
    FROM sold WHERE day BETWEEN :first AND :last
    UNION ALL SELECT date_trunc('month', day)::date, 0, sales
    FROM ads WHERE day BETWEEN :first AND :last) both_kinds GROUP BY 1

-- name: q086
SELECT (SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last)::numeric
    / nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last), 0),
    (SELECT sum(refund_units) FROM money WHERE day BETWEEN :before_first AND :before_last)::numeric
    / nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: q093
SELECT asin FROM stock GROUP BY 1 HAVING sum(units) <= 0

-- name: q093 of active offers
SELECT s.asin FROM stock s
WHERE s.asin IN (SELECT asin FROM offers WHERE is_active) GROUP BY 1 HAVING sum(units) <= 0

-- name: q101
SELECT country, sum(unsellable) FROM stock GROUP BY 1

-- name: q103
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last

-- name: q107
SELECT country, sum(amount) FROM settled WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q108
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1 HAVING sum(profit) < 0

-- name: q113
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(units) > 3) o

-- name: q115
SELECT order_id, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q124
SELECT sum(revenue) FILTER (WHERE brand = :brand) / nullif(sum(revenue), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: q125
SELECT date_trunc('month', day)::date, sum(revenue) / (least(:last, (date_trunc('month', day)
    + interval '1 month - 1 day')::date) - greatest(:first, date_trunc('month', day)::date) + 1)
FROM sold WHERE day BETWEEN :first AND :last GROUP BY date_trunc('month', day)

-- name: q125 by days with sales
SELECT date_trunc('month', day)::date, sum(revenue) / count(DISTINCT day) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: q145
SELECT day, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: q146
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads
WHERE day BETWEEN :first AND :last AND country = 'UK'
