-- Gold answers of own.second.jsonl; dev.sql says how they are written.

-- name: s001
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s002
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: s003
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: s004
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: s005
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s007
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: s008
SELECT s.country, (SELECT sum(spend) FROM ads a
        WHERE a.day BETWEEN :first AND :last AND a.country = s.country) / nullif(sum(revenue), 0)
FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s009
SELECT (SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: s010
SELECT brand, sum(profit) / nullif(sum(revenue), 0) FROM earned
WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY 1

-- name: s011
SELECT (SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last)::numeric
    / nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: s012
SELECT campaign, sum(clicks)::numeric / nullif(sum(impressions), 0) FROM ads
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s013
SELECT sum(orders)::numeric / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: s014
SELECT sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: s016
SELECT sum(units) FILTER (WHERE brand = :brand)::numeric / nullif(sum(units), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: s017
SELECT sum(revenue) FILTER (WHERE brand = :brand) / nullif(sum(revenue), 0) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: s018
SELECT country, sum(units)::numeric / nullif(sum(sum(units)) OVER (), 0) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s019
SELECT date_trunc('week', day)::date, count(DISTINCT order_id) FILTER (WHERE country = 'UK')::numeric
    / nullif(count(DISTINCT order_id), 0)
FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s020
SELECT sum(revenue) FILTER (WHERE place <= 3) / nullif(sum(revenue), 0) FROM (
    SELECT sum(revenue) AS revenue, rank() OVER (ORDER BY sum(revenue) DESC NULLS LAST) AS place
    FROM sold WHERE day BETWEEN :first AND :last GROUP BY asin) p

-- name: s021
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'UK'

-- name: s022
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS DISTINCT FROM :brand

-- name: s023
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE'

-- name: s024
SELECT brand, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND brand <> :brand GROUP BY 1

-- name: s025
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country NOT IN ('US', 'UK')

-- name: s027
SELECT sum(revenue / (1 + vat_rate)) FROM sold WHERE day BETWEEN :first AND :last

-- name: s028
SELECT sum(revenue / (1 + vat_rate)) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: s029
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE' AND units > 0
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND units > 0

-- name: s029 by active offers
SELECT asin FROM offers WHERE is_active AND country = 'DE'
EXCEPT SELECT asin FROM offers WHERE is_active AND country = 'UK'

-- name: s030
SELECT sku FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE' AND units > 0
EXCEPT SELECT sku FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0

-- name: s031
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0
INTERSECT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND units > 0

-- name: s032
SELECT asin FROM sold WHERE units > 0 AND day BETWEEN date_trunc('month', :today) AND :today
EXCEPT SELECT asin FROM sold WHERE units > 0 AND day < date_trunc('month', :today)
    AND day >= date_trunc('month', :today) - interval '1 month'

-- name: s033
SELECT count(*) FROM (
    SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0
    EXCEPT SELECT asin FROM sold
    WHERE day BETWEEN :first AND :last AND country = 'DE' AND units > 0) p

-- name: s033 by active offers
SELECT count(*) FROM (SELECT asin FROM offers WHERE is_active AND country = 'US'
    EXCEPT SELECT asin FROM offers WHERE is_active AND country = 'DE') p

-- name: s034
SELECT d::date FROM generate_series(:first::timestamp, :last::timestamp, interval '1 day') d
WHERE NOT EXISTS (SELECT 1 FROM sold WHERE day = d::date AND country = 'DE')

-- name: s035
SELECT sum(units)::numeric / (:last - :first + 1) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: s035 by days with sales
SELECT sum(units)::numeric / nullif(count(DISTINCT day), 0) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: s036
SELECT sum(revenue) * 7 / (:last - :first + 1) FROM sold WHERE day BETWEEN :first AND :last

-- name: s036 by weeks that the quarter touches
SELECT sum(revenue) / nullif(count(DISTINCT date_trunc('week', day)), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: s037
SELECT campaign, sum(spend) / (:last - :first + 1) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: s037 by days with spend
SELECT campaign, sum(spend) / nullif(count(DISTINCT day) FILTER (WHERE spend > 0), 0) FROM ads
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s038
SELECT count(*) FROM (
    SELECT sum(units) AS units, sum(sum(units)) OVER () AS total,
        sum(sum(units)) OVER (ORDER BY sum(units) DESC, sku) - sum(units) AS reached_before
    FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY sku) p
WHERE units > 0 AND reached_before < 0.5 * total

-- name: s040
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s041
SELECT date_trunc('week', day)::date, sum(units) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s042
SELECT date_trunc('month', day)::date, count(DISTINCT order_id) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s043
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s044
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s045
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: s046
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s047
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s048
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: s049
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s050
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s051
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s052
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s053
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: s054
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: s055
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s056
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: s057
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: s058
SELECT sum(spend) FILTER (WHERE day BETWEEN :first AND :last),
    sum(spend) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM ads

-- name: s059
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: s060
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last),
    count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: s061
SELECT category, units, before FROM (SELECT category,
        coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0) AS units,
        sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) AS before
    FROM sold WHERE asin IS NOT NULL GROUP BY 1) c
WHERE units < before

-- name: s062
SELECT sku, coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0)
    - coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort
FROM sold WHERE sku IS NOT NULL AND day BETWEEN :before_first AND :last GROUP BY 1

-- name: s063
SELECT brand, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND brand IN (:brand, 'Tuffwick') GROUP BY 1

-- name: s064
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: s065
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: s066
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s067
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1

-- name: s068
SELECT s.country, (SELECT sum(refund_units) FROM money m WHERE m.day BETWEEN :first AND :last
        AND m.country = s.country)::numeric / nullif(sum(units), 0)
FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s069
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: s074
SELECT sum(units)::numeric / nullif(sum(sessions), 0) FROM visits
WHERE day BETWEEN :first AND :last

-- name: s074 by order lines
SELECT sum(order_lines)::numeric / nullif(sum(sessions), 0) FROM visits
WHERE day BETWEEN :first AND :last

-- name: s075
SELECT sum(page_views), sum(sessions) FROM visits WHERE day BETWEEN :first AND :last

-- name: s076
SELECT asin, sum(featured_offer_pct * page_views) / 100
    / nullif(sum(page_views) FILTER (WHERE featured_offer_pct IS NOT NULL), 0)
FROM product_visits WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s077
SELECT p.country, sum(fulfillable_units + unfulfillable_units + reserved_units)
FROM seller.stranded_inventory s JOIN places p ON p.marketplace_id = s.marketplace_id GROUP BY 1

-- name: s078
SELECT sum(old_units) FROM ages

-- name: s079
SELECT sku, sum(reserved) FROM stock WHERE country = 'US' GROUP BY 1

-- name: s080
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last AND kind = 'storage_fee'

-- name: s081
SELECT asin, sum(reimbursed) FROM money
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: s082
SELECT category, sum(profit) / nullif((SELECT sum(cost) FROM sold s
        WHERE s.day BETWEEN :first AND :last AND s.category = e.category), 0)
FROM earned e WHERE day BETWEEN :first AND :last AND category IS NOT NULL GROUP BY 1

-- name: s083
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last)
    - (SELECT sum(amount) FROM spent WHERE day BETWEEN :first AND :last)

-- name: s084
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last)
    - (SELECT sum(amount) FROM spent WHERE day BETWEEN :first AND :last)

-- name: s085
SELECT brand, sum(profit) + coalesce((SELECT sum(spend) FROM advertised a
        WHERE a.day BETWEEN :first AND :last AND a.brand = e.brand), 0)
FROM earned e WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY 1

-- name: s086
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(units) = 1) o

-- name: s087
SELECT count(*) FROM (SELECT order_id FROM sold
    WHERE day BETWEEN :first AND :last AND country = 'UK' GROUP BY 1 HAVING sum(revenue) > 50) o

-- name: s087 listed
SELECT order_id FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'
GROUP BY 1 HAVING sum(revenue) > 50

-- name: s088
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(spend) > 0 AND sum(sales) = 0

-- name: s089
SELECT keyword, sum(sales) / nullif(sum(spend), 0) FROM targeted
WHERE day BETWEEN :first AND :last AND match_type = 'EXACT'
GROUP BY 1 HAVING sum(spend) > 0 AND sum(sales) / nullif(sum(spend), 0) < 2

-- name: s090
SELECT date_trunc('week', day)::date, sum(spend), sum(sales) FROM ads
WHERE day BETWEEN :first AND :last AND ad_product = 'SPONSORED_PRODUCTS' GROUP BY 1

-- name: s091
SELECT country, campaign, sum(sales) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: s092
SELECT brand, asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1, 2

-- name: s092 with products that sold nothing
SELECT o.brand, o.asin, coalesce(sum(s.units), 0)
FROM (SELECT DISTINCT brand, asin FROM offers WHERE is_active) o
LEFT JOIN sold s ON s.asin = o.asin AND s.day BETWEEN :first AND :last GROUP BY 1, 2

-- name: s094
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1 HAVING sum(units) BETWEEN 20 AND 40

-- name: s095
SELECT sku, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'UK' AND sku IS NOT NULL
GROUP BY 1 HAVING sum(units) <= 5

-- name: s095 with SKUs that sold nothing
SELECT o.sku, coalesce(sum(s.units), 0) FROM offers o
LEFT JOIN sold s ON s.sku = o.sku AND s.country = 'UK' AND s.day BETWEEN :first AND :last
WHERE o.is_active AND o.country = 'UK' GROUP BY 1 HAVING coalesce(sum(s.units), 0) <= 5

-- name: s096
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s097
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'DE'
GROUP BY 1

-- name: s098
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'DE'
GROUP BY 1

-- name: s099
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'US'
GROUP BY 1

-- name: s100
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: s101
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: s102
SELECT country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s103
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s104
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s105
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: s106
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country <> 'UK' GROUP BY 1

-- name: s107
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country <> 'UK' GROUP BY 1

-- name: s108
SELECT sku, sum(units) FROM stock GROUP BY 1

-- name: s109
SELECT sku, sum(units) FROM stock WHERE brand = :brand GROUP BY 1

-- name: s110
SELECT sku, sum(units) FROM stock WHERE brand = :brand GROUP BY 1 HAVING sum(units) < 100

-- name: s111
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'
    AND asin IN (SELECT asin FROM offers WHERE title ILIKE :product OR local_title ILIKE :product)

-- name: s112
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last
    AND asin IN (SELECT asin FROM offers WHERE title ILIKE :product OR local_title ILIKE :product)

-- name: s132
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND is_business
