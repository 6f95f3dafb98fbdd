-- Gold answers of own.first.jsonl; dev.sql says how they are written.

-- name: f001
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f002
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f003
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: f004
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: f005
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f006
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f007
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: f008
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: f009
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku = :sku

-- name: f010
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand = :brand

-- name: f011
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f012
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: f013
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: f014
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: f015
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('UK', 'DE')
    AND asin IN (SELECT asin FROM offers WHERE title ILIKE :product OR local_title ILIKE :product)

-- name: f016
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'US'

-- name: f017
SELECT count(DISTINCT asin) FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: f018
SELECT sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: f019
SELECT sum(discount) FROM sold WHERE day BETWEEN :first AND :last

-- name: f020
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f021
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: f022
SELECT sum(revenue) / nullif(sum(units), 0) FROM sold
WHERE day BETWEEN :first AND :last AND sku = :sku

-- name: f023
SELECT sum(revenue), sum(units), count(DISTINCT order_id) FROM sold
WHERE day BETWEEN :first AND :last

-- name: f024
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'MFN'

-- name: f025
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: f026
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f027
SELECT date_trunc('week', day)::date, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'DE' GROUP BY 1

-- name: f028
SELECT date_trunc('month', day)::date, count(DISTINCT order_id) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f029
SELECT count(DISTINCT order_id)::numeric / (:last - :first + 1) FROM sold
WHERE day BETWEEN :first AND :last

-- name: f029 by days with sales
SELECT count(DISTINCT order_id)::numeric / nullif(count(DISTINCT day), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: f030
SELECT country, sum(revenue) / (:last - :first + 1) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f030 by days with sales
SELECT country, sum(revenue) / count(DISTINCT day) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f031
SELECT week, sum(spend) / nullif(sum(revenue), 0) FROM (
    SELECT date_trunc('week', day)::date AS week, 0 AS spend, revenue FROM sold
    WHERE day BETWEEN :first AND :last
    UNION ALL SELECT date_trunc('week', day)::date, spend, 0 FROM ads
    WHERE day BETWEEN :first AND :last) both_kinds GROUP BY 1

-- name: f032
SELECT date_trunc('quarter', day)::date, sum(profit) FROM earned
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f033
SELECT day, sum(units) FROM stock_days WHERE day BETWEEN :first AND :last AND sku = :sku GROUP BY 1

-- name: f034
SELECT date_trunc('month', day)::date, sum(units) FROM (
    SELECT day, units, day = max(day) OVER (PARTITION BY country, date_trunc('month', day)) AS is_last
    FROM stock_days WHERE day BETWEEN :first AND :last) s
WHERE is_last GROUP BY 1

-- name: f035
SELECT d::date FROM generate_series(:first::timestamp, :last::timestamp, interval '1 day') d
WHERE NOT EXISTS (SELECT 1 FROM sold WHERE day = d::date AND country = 'UK')

-- name: f036
SELECT count(*) FROM generate_series(:first::timestamp, :last::timestamp, interval '1 day') d
WHERE NOT EXISTS (SELECT 1 FROM sold WHERE day = d::date AND sku = :sku AND units > 0)

-- name: f037
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1

-- name: f038
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: f038 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1

-- name: f039
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL
GROUP BY 1

-- name: f040
SELECT campaign, sum(spend) / sum(sales) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(sales) > 0

-- name: f041
SELECT country, category, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND category IS NOT NULL GROUP BY 1, 2

-- name: f041 by units
SELECT country, category, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND category IS NOT NULL GROUP BY 1, 2

-- name: f042
SELECT brand, sku, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1, 2

-- name: f043
SELECT asin, sum(refund_units) FROM money
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1 HAVING sum(refund_units) > 0

-- name: f043 by money
SELECT asin, sum(refund) FROM money
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1 HAVING sum(refund) > 0

-- name: f044
SELECT country, sum(profit) / nullif(sum(revenue), 0) FROM earned
WHERE day BETWEEN :first AND :last AND country IS NOT NULL GROUP BY 1

-- name: f045
SELECT search_term, sum(clicks) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f046
SELECT extract(isodow FROM day)::integer, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f046 by units
SELECT extract(isodow FROM day)::integer, sum(units) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f046 by orders
SELECT extract(isodow FROM day)::integer, count(DISTINCT order_id) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f047
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1 HAVING sum(units) > 50

-- name: f048
SELECT sku, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'US' AND sku IS NOT NULL
GROUP BY 1 HAVING sum(revenue) >= 500

-- name: f049
SELECT brand, sum(profit) / sum(revenue) FROM earned
WHERE day BETWEEN :first AND :last AND brand IS NOT NULL
GROUP BY 1 HAVING sum(revenue) > 0 AND sum(profit) / nullif(sum(revenue), 0) < 0.15

-- name: f050
SELECT campaign, sum(spend) / sum(sales), sum(spend) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(sales) > 0 AND sum(spend) / nullif(sum(sales), 0) > 0.4 AND sum(spend) > 100

-- name: f051
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f052
SELECT category, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1

-- name: f053
SELECT brand, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country = 'UK' AND asin IS NOT NULL GROUP BY 1

-- name: f054
SELECT hour, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f055
SELECT channel, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f056
SELECT extract(isodow FROM day)::integer, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f057
SELECT country, category, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1, 2

-- name: f059
SELECT sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: f060
SELECT campaign, sum(spend) / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: f061
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: f062
SELECT ad_product, sum(clicks)::numeric / nullif(sum(impressions), 0) FROM ads
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f063
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0),
    (SELECT sum(spend) FROM ads WHERE day BETWEEN :before_first AND :before_last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: f064
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND campaign = :campaign

-- name: f065
SELECT coalesce((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)
    - coalesce((SELECT sum(sales) FROM ads WHERE day BETWEEN :first AND :last), 0)

-- name: f066
SELECT sum(sales) FROM ads WHERE day BETWEEN :first AND :last AND ad_product = 'SPONSORED_BRANDS'

-- name: f067
SELECT country, sum(spend) / nullif(sum(orders), 0) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: f068
SELECT keyword, sum(clicks) FROM targeted WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(clicks) > 0 AND sum(orders) = 0

-- name: f068 without automatic and product targets
SELECT keyword, sum(clicks) FROM targeted WHERE day BETWEEN :first AND :last AND kind = 'KEYWORD'
GROUP BY 1 HAVING sum(clicks) > 0 AND sum(orders) = 0

-- name: f069
SELECT search_term, sum(spend) FROM searched WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(spend) > 20 AND sum(sales) = 0

-- name: f070
SELECT day, sum(impressions) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f071
SELECT sum(spend) FROM advertised WHERE day BETWEEN :first AND :last AND brand = :brand

-- name: f072
SELECT sum(refund) FROM money WHERE day BETWEEN :first AND :last

-- name: f073
SELECT coalesce(r.asin, s.asin), r.units::numeric / nullif(s.units, 0) FROM
    (SELECT asin, sum(refund_units) AS units FROM money
        WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) r
    FULL JOIN (SELECT asin, sum(units) AS units FROM sold
        WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s ON s.asin = r.asin

-- name: f074
SELECT r.asin, r.units::numeric / s.units FROM
    (SELECT asin, sum(refund_units) AS units FROM money
        WHERE day BETWEEN :first AND :last GROUP BY 1) r
    JOIN (SELECT asin, sum(units) AS units FROM sold
        WHERE day BETWEEN :first AND :last GROUP BY 1) s ON s.asin = r.asin
WHERE s.units > 0 AND r.units::numeric / nullif(s.units, 0) > 0.05

-- name: f075
SELECT reason, sum(units) FROM came_back WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f076
SELECT s.country, (SELECT sum(refund) FROM money m
        WHERE m.day BETWEEN :first AND :last AND m.country = s.country) / nullif(sum(revenue), 0)
FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f077
SELECT sum(units) FROM stock

-- name: f078
SELECT brand, sum(units) FROM stock GROUP BY 1

-- name: f079
SELECT sum(units) FROM stock WHERE sku = :sku AND country = 'US'

-- name: f080
SELECT sku, sum(inbound) FROM stock GROUP BY 1

-- name: f081
SELECT asin, sum(units) FROM stock GROUP BY 1 HAVING sum(units) < 20

-- name: f082
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace WHERE country = 'DE'
GROUP BY 1 HAVING sum(stock) IS NOT NULL

-- name: f082 with the last day
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today WHERE country = 'DE'
GROUP BY 1 HAVING sum(stock) IS NOT NULL

-- name: f082 plain average
SELECT s.asin, sum(s.units) * 30.0 / nullif((SELECT sum(l.units) FROM sold l WHERE l.country = 'DE'
    AND l.asin = s.asin AND l.day BETWEEN :first - 30 AND :first - 1), 0)
FROM stock s WHERE country = 'DE' GROUP BY 1

-- name: f083
SELECT sku, sum(stock) / sum(a_day) FROM pace GROUP BY 1
HAVING sum(a_day) > 0 AND sum(stock) / nullif(sum(a_day), 0) < 14

-- name: f083 with the last day
SELECT sku, sum(stock) / sum(a_day) FROM pace_with_today GROUP BY 1
HAVING sum(a_day) > 0 AND sum(stock) / nullif(sum(a_day), 0) < 14

-- name: f084
SELECT sum((s.units + s.reserved + coalesce(s.inbound, 0)) * r.per_euro * (
    SELECT c.goods_amount + c.freight_amount + c.other_amount FROM seller.product_costs c
    WHERE c.item_kind = 'sku' AND c.item = s.sku AND c.valid_from <= :last
    ORDER BY c.valid_from DESC LIMIT 1))
FROM stock s JOIN rates r ON r.day = :last AND r.currency = :currency

-- name: f085
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: f086
SELECT category, sum(profit) / nullif(sum(revenue), 0) FROM earned
WHERE day BETWEEN :first AND :last AND category IS NOT NULL GROUP BY 1

-- name: f087
SELECT sum(fee) FROM money
WHERE day BETWEEN :first AND :last AND country = 'UK' AND kind = 'fulfilment_fee'

-- name: f088
SELECT (SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: f089
SELECT brand, sum(cost) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: f090
SELECT date_trunc('month', day)::date, sum(fee) FROM money
WHERE day BETWEEN :first AND :last AND kind = 'referral_fee' GROUP BY 1

-- name: f091
SELECT sum(amount) FROM paid_out WHERE day BETWEEN :first AND :last

-- name: f092
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1 HAVING sum(profit) > 0

-- name: f093
SELECT order_id, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f094
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(revenue) > 100) o

-- name: f094 listed
SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING sum(revenue) > 100

-- name: f095
SELECT country, count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled')::numeric
    / nullif(count(DISTINCT order_id), 0)
FROM lines WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f096
SELECT count(DISTINCT order_id) FROM lines WHERE day BETWEEN :first AND :last AND status = 'Pending'

-- name: f097
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(units) = 2) o

-- name: f098
SELECT sum(units) FILTER (WHERE channel = 'MFN')::numeric / nullif(sum(units), 0) FROM sold
WHERE day BETWEEN :first AND :last

-- name: f099
SELECT country, sum(revenue) / nullif(sum(sum(revenue)) OVER (), 0) FROM sold
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f100
SELECT date_trunc('month', day)::date,
    sum(revenue) FILTER (WHERE country = 'DE') / nullif(sum(revenue), 0)
FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f101
SELECT asin, revenue FROM (
    SELECT asin, sum(revenue) AS revenue,
        sum(sum(revenue)) OVER (ORDER BY sum(revenue) DESC, asin) - sum(revenue) AS reached_before,
        sum(sum(revenue)) OVER () AS total
    FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) p
WHERE revenue > 0 AND reached_before < 0.8 * total

-- name: f102
SELECT count(*) FROM (
    SELECT asin, sum(revenue) AS revenue,
        sum(sum(revenue)) OVER (ORDER BY sum(revenue) DESC, asin) - sum(revenue) AS reached_before,
        sum(sum(revenue)) OVER () AS total
    FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) p
WHERE revenue > 0 AND reached_before < 0.8 * total

-- name: f103
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: f104
SELECT category, sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last)
FROM sold WHERE asin IS NOT NULL GROUP BY 1

-- name: f105
SELECT country, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country IN ('US', 'DE') GROUP BY 1

-- name: f106
SELECT asin, coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0)
    - coalesce(sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort
FROM sold WHERE asin IS NOT NULL AND day BETWEEN :before_first AND :last GROUP BY 1

-- name: f106 by percent
SELECT asin, coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last),
    coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0)::numeric
    / sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) AS sort
FROM sold WHERE asin IS NOT NULL AND day BETWEEN :before_first AND :last GROUP BY 1
HAVING sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) > 0

-- name: f107
SELECT asin, coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0)
    - coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort
FROM sold WHERE asin IS NOT NULL AND day BETWEEN :before_first AND :last GROUP BY 1

-- name: f108
SELECT sum(profit) FILTER (WHERE day BETWEEN :first AND :last),
    sum(profit) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM earned

-- name: f109
SELECT * FROM (SELECT brand, sum(spend) FILTER (WHERE day BETWEEN :first AND :last) AS spend,
        sum(spend) FILTER (WHERE day BETWEEN :before_first AND :before_last) AS before
    FROM advertised WHERE brand IS NOT NULL GROUP BY 1) b
WHERE before > 0 AND spend / before - 1 > 0.1

-- name: f110
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last),
    count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: f111
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE' AND units > 0

-- name: f111 by active offers
SELECT asin FROM offers WHERE is_active AND country = 'US'
EXCEPT SELECT asin FROM offers WHERE is_active AND country = 'DE'

-- name: f112
SELECT sku FROM sold WHERE units > 0 AND day >= date_trunc('month', :today) - interval '1 month'
    AND day < date_trunc('month', :today)
EXCEPT SELECT sku FROM sold WHERE units > 0 AND day BETWEEN date_trunc('month', :today) AND :today

-- name: f113
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND units > 0
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0

-- name: f113 by active offers
SELECT asin FROM offers WHERE is_active AND country = 'UK'
EXCEPT SELECT asin FROM offers WHERE is_active AND country = 'US'

-- name: f114
SELECT country, count(*) FROM offers WHERE is_active GROUP BY 1

-- name: f114 by product
SELECT country, count(DISTINCT asin) FROM offers WHERE is_active GROUP BY 1

-- name: f115
SELECT count(DISTINCT asin) FROM offers WHERE is_active AND brand = :brand

-- name: f116
SELECT asin FROM offers WHERE is_active
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: f116 of all products
SELECT asin FROM offers
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: f117
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f118
SELECT country, sum(revenue) FROM sold
WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK') GROUP BY 1

-- name: f119
SELECT country, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK') GROUP BY 1

-- name: f120
SELECT date_trunc('week', day)::date, country, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK') GROUP BY 1, 2

-- name: f120 together
SELECT date_trunc('week', day)::date, sum(units) FROM sold
WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK') GROUP BY 1

-- name: f121
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: f122
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1

-- name: f123
SELECT campaign, sum(spend) / sum(sales) FROM ads WHERE day BETWEEN :first AND :last
GROUP BY 1 HAVING sum(sales) > 0

-- name: f124
SELECT campaign, sum(spend) / sum(sales) FROM ads WHERE day BETWEEN :first AND :last
    AND country = 'DE' GROUP BY 1 HAVING sum(sales) > 0

-- name: f125
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand = :brand

-- name: f126
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last)
FROM sold WHERE brand = :brand

-- name: f127
SELECT asin, sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last)
FROM sold WHERE brand = :brand GROUP BY 1

-- name: f128
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: f129
SELECT date_trunc('quarter', day)::date, sum(profit) FROM earned
WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: f130
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: f131
SELECT sum(profit) FROM earned
WHERE day BETWEEN :first AND :last AND country IS DISTINCT FROM 'DE'

-- name: f132
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: f133
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: f134
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: f135
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
GROUP BY 1
