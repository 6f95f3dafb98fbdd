-- Gold answers of own.third.jsonl; dev.sql says how they are written.

-- name: t001
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t001 in units
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: t002
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t003
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t004
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'
    AND asin IN (SELECT asin FROM offers WHERE title ILIKE :product OR local_title ILIKE :product)

-- name: t005
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t006
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND :last

-- name: t007
SELECT sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last
    AND brand = :brand

-- name: t008
SELECT sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first
    AND :last

-- name: t009
SELECT count(DISTINCT asin) FILTER (WHERE units > 0) FROM sold WHERE day BETWEEN :first AND :last

-- name: t010
SELECT country, sum(discount) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t011
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t012
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t013
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t014
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: t015
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t016
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: t017
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t018
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t019
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND sku = :sku

-- name: t020
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND brand = :brand

-- name: t021
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: t021 in profit
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: t022
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'MFN'

-- name: t023
SELECT country, sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t026
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: t029
SELECT hour, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t030
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t031
SELECT day, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t032
SELECT date_trunc('month', day)::date, sum(revenue) / nullif(count(DISTINCT order_id), 0)
    FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t033
SELECT day, sum(sum(revenue)) OVER (ORDER BY day) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: t034
SELECT date_trunc('week', day)::date, sum(sum(units)) OVER (ORDER BY date_trunc('week',
    day)::date) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t035
SELECT d.day, (SELECT sum(s.units) FROM sold s WHERE s.day BETWEEN d.day - 6 AND d.day)::numeric / 7
FROM (SELECT DISTINCT day FROM sold WHERE day BETWEEN :first AND :last) d

-- name: t036
SELECT date_trunc('quarter', day)::date, country, sum(revenue) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1, 2

-- name: t037
SELECT sum(units) * 7.0 / (:last - :first + 1) FROM sold WHERE day BETWEEN :first AND :last

-- name: t037 by weeks that the year touches
SELECT sum(units)::numeric / nullif(count(DISTINCT date_trunc('week', day)), 0) FROM sold
    WHERE day BETWEEN :first AND :last

-- name: t038
SELECT m, r.units::numeric / nullif(s.units, 0) FROM
    (SELECT date_trunc('month', day)::date AS m, sum(units) AS units FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1) s
    LEFT JOIN (SELECT date_trunc('month', day)::date AS m, sum(refund_units) AS units FROM money
    WHERE day BETWEEN :first AND :last GROUP BY 1) r USING (m)

-- name: t039
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t040
SELECT date_trunc('week', day)::date, sum(spend), sum(spend) / nullif(sum(sales), 0) FROM ads
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t041
SELECT date_trunc('week', day)::date, sum(units) FROM (
    SELECT day, units, day = max(day) OVER (PARTITION BY country, date_trunc('week',
    day)::date) AS is_last
    FROM stock_days WHERE day BETWEEN :first AND :last AND sku = :sku) s
WHERE is_last GROUP BY 1

-- name: t042
SELECT date_trunc('month', day)::date, sum(profit) FROM earned WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t043
SELECT extract(isodow FROM day), count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t044
SELECT date_trunc('week', day)::date, sum(refund) FROM money WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t045
SELECT day, sum(sessions) FROM visits WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t046
SELECT sku, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: t046 by revenue
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: t047
SELECT sku, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: t048
SELECT category, sum(profit) FROM earned WHERE day BETWEEN :first AND :last
    AND category IS NOT NULL GROUP BY 1

-- name: t048 by margin
SELECT category, sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first
    AND :last AND category IS NOT NULL GROUP BY 1

-- name: t049
SELECT campaign, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t050
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM
    (SELECT asin, sum(units) AS units FROM sold WHERE day BETWEEN :first AND :last
    AND asin IS NOT NULL GROUP BY 1) s
    LEFT JOIN (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first
    AND :last GROUP BY 1) r USING (asin)

-- name: t051
SELECT search_term, sum(sales) FROM searched WHERE day BETWEEN :first AND :last
    AND country = 'UK' GROUP BY 1

-- name: t052
SELECT country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t053
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t054
SELECT country, brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    AND brand IS NOT NULL GROUP BY 1, 2

-- name: t055
SELECT keyword, sum(spend) / nullif(sum(clicks), 0) FROM targeted WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t056
SELECT sku, sum(units) FROM stock GROUP BY 1

-- name: t057
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY 1

-- name: t058
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t059
SELECT sku, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL
    AND brand = :brand GROUP BY 1

-- name: t059 with those that sold nothing
SELECT o.sku, coalesce(sum(s.units), 0) FROM offers o
LEFT JOIN sold s ON s.sku = o.sku AND s.country = o.country AND s.day BETWEEN :first AND :last
WHERE o.is_active AND o.brand = :brand GROUP BY 1

-- name: t059 by revenue
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL
    AND brand = :brand GROUP BY 1

-- name: t060
SELECT date_trunc('week', day)::date, asin, sum(revenue) FROM sold WHERE day BETWEEN :first
    AND :last AND asin IS NOT NULL GROUP BY 1, 2

-- name: t061
SELECT search_term, sum(spend) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t062
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t063
SELECT country, channel, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: t064
SELECT asin, sum(revenue), sum(profit) FROM earned WHERE day BETWEEN :first AND :last
    AND asin IS NOT NULL GROUP BY 1

-- name: t065
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1 HAVING sum(revenue) > 1000

-- name: t066
SELECT sku, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'
    AND sku IS NOT NULL GROUP BY 1 HAVING sum(units) < 10

-- name: t066 with SKUs that sold nothing
SELECT o.sku, coalesce(sum(s.units), 0) FROM offers o
LEFT JOIN sold s ON s.sku = o.sku AND s.country = 'DE' AND s.day BETWEEN :first AND :last
WHERE o.is_active AND o.country = 'DE' GROUP BY 1 HAVING coalesce(sum(s.units), 0) < 10

-- name: t067
SELECT category, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last
    AND category IS NOT NULL GROUP BY 1 HAVING sum(revenue) / nullif(sum(units), 0) > 30

-- name: t068
SELECT asin, sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last
    AND asin IS NOT NULL GROUP BY 1 HAVING sum(profit) / nullif(sum(revenue), 0) >= 0.25

-- name: t069
SELECT day, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING count(DISTINCT order_id) > 40

-- name: t070
SELECT count(*) FROM (SELECT sku FROM sold WHERE day BETWEEN :first AND :last
    AND sku IS NOT NULL GROUP BY 1 HAVING sum(units) > 20) s

-- name: t071
SELECT count(*) FROM generate_series(:first::timestamp, :last::timestamp, interval '1 day') d
WHERE NOT EXISTS (SELECT 1 FROM sold WHERE day = d::date AND country = 'DE')

-- name: t072
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t073
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t074
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: t075
SELECT sku, coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0)
    - coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort
FROM sold WHERE sku IS NOT NULL AND day BETWEEN :before_first AND :last GROUP BY 1

-- name: t076
SELECT asin, sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold
    WHERE asin IS NOT NULL GROUP BY 1
HAVING sum(units) FILTER (WHERE day BETWEEN :first AND :last)
    > 1.5 * sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last)

-- name: t077
SELECT sum(profit) FILTER (WHERE day BETWEEN :first AND :last),
    sum(profit) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM earned

-- name: t078
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    AND country IN ('US', 'UK') GROUP BY 1

-- name: t079
SELECT brand, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last
    AND brand IN (:brand, 'Tuffwick') GROUP BY 1

-- name: t080
SELECT campaign, sum(spend) FILTER (WHERE day BETWEEN :first AND :last)
    / nullif(sum(sales) FILTER (WHERE day BETWEEN :first AND :last), 0),
    sum(spend) FILTER (WHERE day BETWEEN :before_first AND :before_last)
    / nullif(sum(sales) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0)
FROM ads GROUP BY 1

-- name: t081
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last),
    count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t082
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t083
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last),
    count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t084
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0),
    (SELECT sum(spend) FROM ads WHERE day BETWEEN :before_first AND :before_last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: t085
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t086
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t087
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last)
    / nullif(count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last), 0),
    sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last)
    / nullif(count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0)
FROM sold GROUP BY 1

-- name: t088
SELECT sum(spend) / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: t089
SELECT campaign, sum(clicks) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t090
SELECT match_type, sum(impressions) FROM targeted WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t091
SELECT sum(clicks)::numeric / nullif(sum(impressions), 0) FROM ads WHERE day BETWEEN :first
    AND :last AND campaign = :campaign

-- name: t092
SELECT sum(spend) / nullif(sum(orders), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: t093
SELECT country, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: t094
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: t094 as ACOS of everything
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: t095
SELECT sum(orders) FROM ads WHERE day BETWEEN :first AND :last

-- name: t096
SELECT brand, sum(sales) FROM advertised WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t097
SELECT 1 - (SELECT coalesce(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: t098
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND ad_product = 'SPONSORED_DISPLAY'

-- name: t099
SELECT search_term, sum(spend), sum(orders) FROM searched WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(spend) > 10 AND sum(orders) = 0

-- name: t100
SELECT keyword, sum(spend) / nullif(sum(sales), 0) FROM targeted WHERE day BETWEEN :first
    AND :last GROUP BY 1 HAVING sum(sales) > 0 AND sum(spend) / nullif(sum(sales), 0) > 0.5

-- name: t101
SELECT campaign, sum(clicks) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(clicks) > 1000

-- name: t102
SELECT sum(spend) FROM (SELECT sum(spend) AS spend, sum(orders) AS orders FROM targeted
    WHERE day BETWEEN :first AND :last GROUP BY profile_id, target_id) t
WHERE orders = 0

-- name: t103
SELECT campaign, sum(orders)::numeric / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t104
SELECT sum(spend) FROM targeted WHERE day BETWEEN :first AND :last AND match_type = 'BROAD'

-- name: t105
SELECT day, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t106
SELECT sum(clicks) FROM searched WHERE day BETWEEN :first AND :last AND search_term = 'coffee mug'

-- name: t108
SELECT campaign, sum(impressions), sum(clicks), sum(spend), sum(sales) FROM ads
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t109
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: t110
SELECT sum(refund) FROM money WHERE day BETWEEN :first AND :last

-- name: t111
SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: t112
SELECT (SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last
    AND brand = :brand)::numeric
    / nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand = :brand), 0)

-- name: t113
SELECT category, sum(refund) FROM money WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t114
SELECT reason, sum(units) FROM came_back WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t115
SELECT (SELECT sum(refund) FROM money WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: t116
SELECT count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled')::numeric / nullif(count(DISTINCT order_id), 0) FROM lines WHERE day BETWEEN :first AND :last

-- name: t117
SELECT count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled') FROM lines
    WHERE day BETWEEN :first AND :last

-- name: t118
SELECT s.sku, r.units::numeric / s.units FROM
    (SELECT sku, sum(units) AS units FROM sold WHERE day BETWEEN :first AND :last
    AND sku IS NOT NULL GROUP BY 1) s
    JOIN (SELECT sku, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last
    GROUP BY 1) r USING (sku)
WHERE s.units > 0 AND r.units::numeric / nullif(s.units, 0) > 0.1

-- name: t119
SELECT sum(units) FROM stock WHERE sku = :sku

-- name: t120
SELECT category, sum(units) FROM stock WHERE country = 'UK' GROUP BY 1

-- name: t121
SELECT sku, sum(units) FROM stock WHERE country = 'DE' GROUP BY 1 HAVING sum(units) <= 0

-- name: t122
SELECT asin, sum(units) FROM stock GROUP BY 1 HAVING sum(units) > 500

-- name: t123
SELECT sum((s.units + s.reserved + coalesce(s.inbound, 0)) * r.per_euro * (
    SELECT c.goods_amount + c.freight_amount + c.other_amount FROM seller.product_costs c
    WHERE c.item_kind = 'sku' AND c.item = s.sku AND c.valid_from <= :last
    ORDER BY c.valid_from DESC LIMIT 1))
FROM stock s JOIN rates r ON r.day = :last AND r.currency = :currency

-- name: t124
SELECT s.brand, sum((s.units + s.reserved + coalesce(s.inbound, 0)) * r.per_euro * (
    SELECT c.goods_amount + c.freight_amount + c.other_amount FROM seller.product_costs c
    WHERE c.item_kind = 'sku' AND c.item = s.sku AND c.valid_from <= :last
    ORDER BY c.valid_from DESC LIMIT 1))
FROM stock s JOIN rates r ON r.day = :last AND r.currency = :currency GROUP BY 1

-- name: t125
SELECT country, sum(inbound) FROM stock GROUP BY 1

-- name: t126
SELECT sum(stock) / nullif(sum(a_day), 0) FROM pace
WHERE sku = :sku AND country = 'US'

-- name: t126 with the last day
SELECT sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today
WHERE sku = :sku AND country = 'US'

-- name: t127
SELECT sum(unsellable) FROM stock WHERE brand = :brand

-- name: t128
SELECT country, sum(units) FROM stock GROUP BY 1

-- name: t129
SELECT sku, sum(stock) / sum(a_day) FROM pace GROUP BY 1
HAVING sum(a_day) > 0 AND sum(stock) / nullif(sum(a_day), 0) < 30

-- name: t129 with the last day
SELECT sku, sum(stock) / sum(a_day) FROM pace_with_today GROUP BY 1
HAVING sum(a_day) > 0 AND sum(stock) / nullif(sum(a_day), 0) < 30

-- name: t130
SELECT count(*) FROM (SELECT sku FROM stock WHERE country = 'US' GROUP BY 1 HAVING sum(units) <= 0) s

-- name: t131
SELECT sku, sum(fee) FILTER (WHERE kind = 'fulfilment_fee') FROM money WHERE day BETWEEN :first
    AND :last AND sku IS NOT NULL GROUP BY 1

-- name: t132
SELECT country, sum(fee) FILTER (WHERE kind = 'referral_fee') FROM money WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t133
SELECT s.country, (SELECT sum(fee) FROM money m WHERE day BETWEEN :first AND :last
    AND m.country = s.country)
    / nullif(sum(revenue), 0) FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t134
SELECT sum(cost) FROM sold WHERE day BETWEEN :first AND :last

-- name: t135
SELECT sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last
    AND brand = :brand

-- name: t136
SELECT country, sum(amount) FROM settled WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t137
SELECT sum(amount) FROM paid_out WHERE day BETWEEN :first AND :last

-- name: t138
SELECT date_trunc('month', day)::date, sum(amount) FROM paid_out WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t139
SELECT sku, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND sku IS NOT NULL
    GROUP BY 1 HAVING sum(profit) < 0

-- name: t140
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last)
    + (SELECT coalesce(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last)

-- name: t143
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand = :brand

-- name: t143 as margin
SELECT sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last
    AND brand = :brand

-- name: t144
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(units) >= 2) o

-- name: t145
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last
    AND country = 'US' GROUP BY 1 HAVING sum(revenue) < 20) o

-- name: t146
SELECT count(DISTINCT order_id)::numeric / (:last - :first + 1) FROM sold WHERE day BETWEEN :first
    AND :last

-- name: t146 by days with sales
SELECT count(DISTINCT order_id)::numeric / nullif(count(DISTINCT day), 0) FROM sold
    WHERE day BETWEEN :first AND :last

-- name: t147
SELECT order_id, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t148
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND sku = :sku

-- name: t149
SELECT status, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t149 with cancelled ones
SELECT status, count(DISTINCT order_id) FROM lines WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t150
SELECT sum(revenue) FILTER (WHERE country = 'US')::numeric / nullif(sum(revenue), 0) FROM sold
    WHERE day BETWEEN :first AND :last

-- name: t151
SELECT brand, sum(units)::numeric / nullif(sum(sum(units)) OVER (), 0) FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t152
SELECT sum(revenue) FILTER (WHERE brand = :brand)::numeric / nullif(sum(revenue), 0) FROM sold
    WHERE day BETWEEN :first AND :last

-- name: t153
SELECT count(DISTINCT order_id) FILTER (WHERE channel = 'AFN')::numeric / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND :last

-- name: t154
SELECT campaign, sum(spend) / nullif(sum(sum(spend)) OVER (), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t155
SELECT date_trunc('month', day)::date,
    sum(units) FILTER (WHERE country = 'UK')::numeric / nullif(sum(units), 0) FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t156
SELECT count(*) FROM (
    SELECT asin, sum(units) AS figure, sum(sum(units)) OVER (ORDER BY sum(units) DESC,
    asin) - sum(units) AS reached_before,
        sum(sum(units)) OVER () AS total
    FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) p
WHERE figure > 0 AND reached_before < 0.9 * total

-- name: t157
SELECT sku, figure FROM (
    SELECT sku, sum(revenue) AS figure, sum(sum(revenue)) OVER (ORDER BY sum(revenue) DESC,
    sku) - sum(revenue) AS reached_before,
        sum(sum(revenue)) OVER () AS total
    FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1) p
WHERE figure > 0 AND reached_before < 0.5 * total

-- name: t158
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND units > 0
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND units > 0

-- name: t158 by active offers
SELECT asin FROM offers WHERE is_active AND country = 'UK'
EXCEPT SELECT asin FROM offers WHERE is_active AND country = 'US'

-- name: t159
SELECT asin FROM sold WHERE units > 0 AND day BETWEEN :first AND :last
EXCEPT SELECT asin FROM sold WHERE units > 0 AND day BETWEEN :first - 7 AND :first - 1

-- name: t160
SELECT sku FROM offers WHERE is_active
EXCEPT SELECT sku FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: t160 of all SKUs
SELECT sku FROM offers
EXCEPT SELECT sku FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: t161
SELECT count(*) FROM (SELECT asin FROM offers WHERE is_active
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND units > 0) p

-- name: t161 of all products
SELECT count(*) FROM (SELECT asin FROM offers
EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND units > 0) p

-- name: t162
SELECT brand, count(DISTINCT asin) FROM offers WHERE is_active GROUP BY 1

-- name: t163
SELECT country, count(DISTINCT sku) FROM offers WHERE is_active GROUP BY 1

-- name: t164
SELECT count(DISTINCT sku) FROM offers WHERE is_active

-- name: t167
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t168
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: t169
SELECT category, sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first
    AND :last AND category IS NOT NULL GROUP BY 1

-- name: t170
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: t171
SELECT brand, sum(units) FROM stock GROUP BY 1

-- name: t172
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: t173
SELECT count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled') FROM lines
    WHERE day BETWEEN :first AND :last

-- name: t174
SELECT campaign, sum(impressions), sum(clicks) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t175
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t176
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t177
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL
    GROUP BY 1

-- name: t178
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL
    GROUP BY 1

-- name: t179
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL
    AND country = 'US' GROUP BY 1

-- name: t180
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: t181
SELECT hour, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t182
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last),
    sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold

-- name: t183
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: t184
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: t185
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.3

-- name: t186
SELECT campaign, sum(clicks) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: t187
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: t188
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: t189
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last),
    count(DISTINCT order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold
    WHERE country = 'DE'

-- name: t190
SELECT date_trunc('week', day)::date, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last AND country = 'DE' GROUP BY 1

-- name: t191
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: t192
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: t193
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: t194
SELECT category, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    AND category IS NOT NULL GROUP BY 1

-- name: t195
SELECT brand, sum(units) FROM stock GROUP BY 1

-- name: t196
SELECT brand, sum(units) FROM stock WHERE country = 'DE' GROUP BY 1

-- name: t197
SELECT s.brand, sum((s.units + s.reserved + coalesce(s.inbound, 0)) * r.per_euro * (
    SELECT c.goods_amount + c.freight_amount + c.other_amount FROM seller.product_costs c
    WHERE c.item_kind = 'sku' AND c.item = s.sku AND c.valid_from <= :last
    ORDER BY c.valid_from DESC LIMIT 1))
FROM stock s JOIN rates r ON r.day = :last AND r.currency = :currency WHERE country = 'DE' GROUP BY 1

-- name: t198
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t199
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS DISTINCT FROM :brand

-- name: t200
SELECT sum(revenue), sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS DISTINCT
    FROM :brand

-- name: t201
SELECT day, sum(revenue), sum(units) FROM sold WHERE day BETWEEN :first AND :last
    AND brand IS DISTINCT FROM :brand GROUP BY 1

-- name: t202
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t203
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: t204
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: t205
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: t206
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last)
    / nullif((SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), 0)
