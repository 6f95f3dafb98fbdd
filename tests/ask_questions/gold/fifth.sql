-- Gold answers of own.fifth.jsonl; dev.sql says how they are written.

-- name: v001
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v002
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v003
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: v004
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last AND country = 'UK'

-- name: v005
SELECT sum(discount) FROM sold WHERE day BETWEEN :first AND :last

-- name: v006
SELECT country, sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1

-- name: v007
SELECT sum(shipping) FROM sold WHERE day BETWEEN :first AND :last

-- name: v008
SELECT sum(cost) FROM sold WHERE day BETWEEN :first AND :last

-- name: v009
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) + (SELECT sum(spend) FROM
    ads WHERE day BETWEEN :first AND :last)

-- name: v010
SELECT ((SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) - (SELECT sum(amount)
    FROM spent WHERE day BETWEEN :first AND :last)) / (SELECT sum(revenue) FROM sold WHERE day
    BETWEEN :first AND :last)

-- name: v011
SELECT sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: v012
SELECT country, sum(spend) / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v013
SELECT sum(clicks)::numeric / nullif(sum(impressions), 0) FROM ads WHERE day BETWEEN :first AND
    :last AND ad_product = 'SPONSORED_BRANDS'

-- name: v014
SELECT sum(sessions) FROM visits WHERE day BETWEEN :first AND :last

-- name: v015
SELECT sum(inbound) FROM stock

-- name: v016
SELECT sum((s.units + s.inbound + s.reserved) * (SELECT c.goods_amount + c.freight_amount +
    c.other_amount FROM seller.product_costs c WHERE c.item_kind = 'sku' AND c.item = s.sku AND
    c.valid_from <= :last ORDER BY c.valid_from DESC LIMIT 1)) FROM stock s WHERE country = 'DE'

-- name: v017
SELECT sum(amount) FROM paid_out WHERE day BETWEEN :first AND :last

-- name: v018
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last AND kind = 'storage_fee'

-- name: v019
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last AND kind = 'referral_fee' AND country
    = 'US'

-- name: v020
SELECT count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled')::numeric / count(DISTINCT
    order_id) FROM lines WHERE day BETWEEN :first AND :last

-- name: v021
SELECT sum(units) FROM came_back WHERE day BETWEEN :first AND :last

-- name: v022
SELECT reason, sum(units) FROM came_back WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v023
SELECT count(DISTINCT asin) FROM sold WHERE day BETWEEN :first AND :last

-- name: v024
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND status = 'Pending'

-- name: v025
SELECT sum(reimbursed) FROM money WHERE day BETWEEN :first AND :last

-- name: v026
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last) - (SELECT sum(spend) FROM
    ads WHERE day BETWEEN :first AND :last)

-- name: v027
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) + (SELECT sum(spend) FROM
    ads WHERE day BETWEEN :first AND :last), (SELECT sum(profit) FROM earned WHERE day BETWEEN
    :first AND :last)

-- name: v028
SELECT extract(isodow FROM day)::int, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: v029
SELECT extract(isodow FROM day)::int, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: v030
SELECT ad_product, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v031
SELECT hour, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country =
    'UK' GROUP BY 1

-- name: v032
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v033
SELECT date_trunc('quarter', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v034
SELECT brand, country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: v035
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last AND
    country = 'UK' GROUP BY 1

-- name: v036
SELECT date_trunc('week', day)::date, sum(spend), sum(sales) FROM ads WHERE day BETWEEN :first AND
    :last GROUP BY 1

-- name: v037
SELECT match_type, sum(clicks), sum(orders) FROM targeted WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: v038
SELECT sku, sum(profit) FROM earned WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v039
SELECT reason, sum(units) FROM came_back WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v040
SELECT country, sum(refund) FROM money WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v040 another reading
SELECT country, sum(refund_units) FROM money WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v041
SELECT category, date_trunc('month', day)::date, sum(revenue), sum(units) FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1, 2

-- name: v042
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%teapot%black%' OR local_title ILIKE '%teapot%black%')

-- name: v043
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%bottle%1 litre%' OR local_title ILIKE '%bottle%1 litre%')

-- name: v044
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%dog bed%large%' OR local_title ILIKE '%dog bed%large%')

-- name: v045
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%path lights%8 pack%' OR local_title ILIKE '%path lights%8 pack%')

-- name: v046
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%notebook%navy%' OR local_title ILIKE '%notebook%navy%')

-- name: v046 another reading
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%notebook%navy%' OR local_title ILIKE '%notebook%navy%')

-- name: v047
SELECT sum(units) FROM stock WHERE country = 'UK' AND asin IN (SELECT asin FROM offers WHERE title
    ILIKE '%candle%lavender%' OR local_title ILIKE '%candle%lavender%')

-- name: v048
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND (asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%teapot%' OR local_title ILIKE '%teapot%') OR asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%'))

-- name: v055
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand = 'Kettlefen' AND asin
    IN (SELECT asin FROM offers WHERE title ILIKE '%yoga mat%' OR local_title ILIKE '%yoga mat%')

-- name: v056
SELECT (SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last AND asin IN (SELECT
    asin FROM offers WHERE title ILIKE '%yoga mat%' OR local_title ILIKE '%yoga mat%'))::numeric /
    (SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%yoga mat%' OR local_title ILIKE '%yoga mat%'))

-- name: v057
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand = 'Marlow & Pine'

-- name: v058
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand <> 'Stridelane'

-- name: v059
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category = 'Pet Supplies' AND
    NOT asin IN (SELECT asin FROM offers WHERE title ILIKE '%dog bed%' OR local_title ILIKE
    '%dog bed%')

-- name: v060
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v061
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v062
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v063
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v064
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: v065
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v066
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v067
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v068
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v069
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v070
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v071
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v072
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v073
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v074
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v075
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v076
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v077
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v078
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v079
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v080
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v081
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v082
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v083
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v084
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM day) > 5

-- name: v084 another reading
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM day) > 5

-- name: v085
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM day) = 1

-- name: v086
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND hour BETWEEN 18 AND
    21

-- name: v086 another reading
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND hour BETWEEN 18 AND
    22

-- name: v087
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND hour < 12

-- name: v088
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v089
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v090
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v091
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v092
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v093
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v094
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v095
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v101
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: v102
SELECT category, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1

-- name: v103
SELECT brand, sku, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND sku IS NOT NULL
    GROUP BY 1, 2

-- name: v104
SELECT country, campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND
    :last GROUP BY 1, 2 HAVING sum(sales) > 0

-- name: v105
SELECT asin, sum(units) FROM came_back WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1

-- name: v106
SELECT asin, r / u FROM (SELECT asin, sum(units)::numeric AS u FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1) s LEFT JOIN (SELECT asin, sum(refund_units) AS r FROM money WHERE day
    BETWEEN :first AND :last GROUP BY 1) m USING (asin) WHERE u > 0

-- name: v107
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v108
SELECT date_trunc('week', day)::date, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: v109
SELECT asin, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1

-- name: v111
SELECT search_term, sum(spend) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(sales) = 0 AND sum(spend) > 0

-- name: v112
SELECT asin, sum(refund) FROM money WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: v113
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    country = 'UK' GROUP BY 1

-- name: v113 another reading
SELECT o.asin, coalesce(sum(s.units), 0) FROM (SELECT DISTINCT asin FROM offers WHERE is_active AND
    country = 'UK') o LEFT JOIN sold s ON s.asin = o.asin AND s.country = 'UK' AND s.day BETWEEN
    :first AND :last GROUP BY 1

-- name: v113 another reading
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    country = 'UK' GROUP BY 1

-- name: v114
SELECT extract(isodow FROM day)::int, asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last
    AND asin IS NOT NULL GROUP BY 1, 2

-- name: v115
SELECT country, sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: v116
SELECT sum(units) FILTER (WHERE country = 'DE')::numeric / sum(units) FROM sold WHERE day BETWEEN
    :first AND :last

-- name: v117
SELECT sum(revenue) FILTER (WHERE brand = 'Tuffwick') / sum(revenue) FROM sold WHERE day BETWEEN
    :first AND :last AND country = 'US'

-- name: v118
SELECT brand, sum(spend) / (SELECT sum(spend) FROM advertised WHERE day BETWEEN :first AND :last)
    FROM advertised WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v118 another reading
SELECT brand, sum(spend) / (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last) FROM
    advertised WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v119
SELECT country, f / r FROM (SELECT country, sum(fee) AS f FROM money WHERE day BETWEEN :first AND
    :last GROUP BY 1) a JOIN (SELECT country, sum(revenue) AS r FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1) b USING (country)

-- name: v120
SELECT sum(orders)::numeric / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: v121
SELECT 1 - (SELECT sum(sales) FROM ads WHERE day BETWEEN :first AND :last) / (SELECT sum(revenue)
    FROM sold WHERE day BETWEEN :first AND :last)

-- name: v121 another reading
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last) - (SELECT sum(sales) FROM
    ads WHERE day BETWEEN :first AND :last)

-- name: v122
SELECT count(DISTINCT order_id) FILTER (WHERE channel = 'MFN')::numeric / count(DISTINCT order_id)
    FROM sold WHERE day BETWEEN :first AND :last

-- name: v123
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last) / (SELECT sum(units) FROM
    sold WHERE day BETWEEN :first AND :last)

-- name: v124
SELECT asin, p / u FROM (SELECT asin, sum(profit) AS p FROM earned WHERE day BETWEEN :first AND
    :last GROUP BY 1) a JOIN (SELECT asin, sum(units) AS u FROM sold WHERE day BETWEEN :first AND
    :last GROUP BY 1) b USING (asin) WHERE u > 0

-- name: v125
SELECT (SELECT sum(sessions) FROM visits WHERE day BETWEEN :first AND :last)::numeric / (SELECT
    count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last)

-- name: v126
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'),
    (SELECT sum(revenue) FROM sold WHERE day BETWEEN :before_first AND :before_last AND country =
    'DE')

-- name: v127
SELECT (SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last), (SELECT sum(units) FROM
    sold WHERE day BETWEEN :before_first AND :before_last)

-- name: v128
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: v129
SELECT category, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER
    (WHERE day BETWEEN :before_first AND :before_last) FROM sold WHERE category IS NOT NULL GROUP BY
    1 HAVING coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) < sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last)

-- name: v129 another reading
SELECT category, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE category IS NOT NULL GROUP BY 1
    HAVING coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0) < sum(units) FILTER
    (WHERE day BETWEEN :before_first AND :before_last)

-- name: v130
SELECT asin, coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) - coalesce(sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort FROM sold WHERE asin IS
    NOT NULL GROUP BY 1

-- name: v131
SELECT asin, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE asin IS NOT NULL GROUP BY 1 HAVING
    sum(units) FILTER (WHERE day BETWEEN :first AND :last) >= 2 * sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last)

-- name: v132
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last), (SELECT sum(spend) FROM ads
    WHERE day BETWEEN :before_first AND :before_last)

-- name: v134
SELECT country, sum(units), sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day
    BETWEEN :first AND :last AND country IN ('UK', 'US') GROUP BY 1

-- name: v135
SELECT (SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last),
    (SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :before_first AND
    :before_last)

-- name: v136
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), (SELECT sum(revenue) FROM
    sold WHERE day BETWEEN :before_first AND :before_last)

-- name: v137
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), (SELECT sum(revenue) FROM
    sold WHERE day BETWEEN :before_first AND :before_last)

-- name: v138
SELECT date_trunc('month', day)::date, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: v139
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    country = 'US' AND asin NOT IN (SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL AND country = 'UK') GROUP BY 1

-- name: v139 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    country = 'US' AND asin NOT IN (SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL AND country = 'UK') GROUP BY 1

-- name: v140
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND asin
    NOT IN (SELECT asin FROM sold WHERE asin IS NOT NULL AND day BETWEEN date_trunc('month',
    :today)::date AND :today) GROUP BY 1

-- name: v140 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND asin
    NOT IN (SELECT asin FROM sold WHERE asin IS NOT NULL AND day BETWEEN date_trunc('month',
    :today)::date AND :today) GROUP BY 1

-- name: v141
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE'

-- name: v142
SELECT DISTINCT asin FROM offers WHERE country = 'DE' AND is_active AND asin NOT IN (SELECT asin
    FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND country = 'DE')

-- name: v142 another reading
SELECT DISTINCT asin FROM offers WHERE country = 'DE' AND asin NOT IN (SELECT asin FROM sold WHERE
    day BETWEEN :first AND :last AND asin IS NOT NULL AND country = 'DE')

-- name: v143
SELECT count(*) FROM generate_series(:first, :last, interval '1 day') d WHERE NOT EXISTS (SELECT 1
    FROM sold WHERE day = d::date AND channel = 'MFN')

-- name: v144
SELECT d::date FROM generate_series(:first, :last, interval '1 day') d WHERE NOT EXISTS (SELECT 1
    FROM sold WHERE day = d::date AND asin IN (SELECT asin FROM offers WHERE title ILIKE
    '%travel pillow%' OR local_title ILIKE '%travel pillow%') AND units > 0)

-- name: v145
SELECT d::date FROM generate_series(:first, :last, interval '1 day') d WHERE NOT EXISTS (SELECT 1
    FROM sold WHERE day = d::date AND sku = 'KE-TEA-MOS-FBM' AND units > 0)

-- name: v146
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(orders) = 0 AND sum(spend) > 0

-- name: v147
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country NOT IN ('US', 'UK')

-- name: v148
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'MFN'

-- name: v149
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand = 'Kettlefen' AND NOT
    asin IN (SELECT asin FROM offers WHERE title ILIKE '%candle%' OR local_title ILIKE '%candle%')

-- name: v150
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1 HAVING sum(profit) > 0

-- name: v151
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND asin
    NOT IN (SELECT asin FROM advertised WHERE day BETWEEN :first AND :last AND spend > 0 AND asin IS
    NOT NULL) GROUP BY 1

-- name: v151 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND asin
    NOT IN (SELECT asin FROM advertised WHERE day BETWEEN :first AND :last AND spend > 0 AND asin IS
    NOT NULL) GROUP BY 1

-- name: v152
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.4

-- name: v153
SELECT asin, sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last
    AND asin IS NOT NULL GROUP BY 1 HAVING sum(profit) / nullif(sum(revenue), 0) < 0.1

-- name: v154
SELECT sku, sum(units) FROM stock WHERE country = 'US' GROUP BY 1 HAVING sum(units) < 20

-- name: v155
SELECT count(*) FROM (SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1 HAVING sum(units) >= 50) x

-- name: v156
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING sum(revenue)
    > 4000

-- name: v157
SELECT keyword, sum(clicks), sum(orders) FROM targeted WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(clicks) >= 100 AND sum(orders) = 0

-- name: v158
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last AND country =
    'UK' GROUP BY 1 HAVING sum(paid) > 60) x

-- name: v159
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1 HAVING sum(revenue) BETWEEN 500 AND 1000

-- name: v160
SELECT brand, r / u FROM (SELECT brand, sum(units)::numeric AS u FROM sold WHERE day BETWEEN :first
    AND :last AND brand IS NOT NULL GROUP BY 1) a JOIN (SELECT brand, sum(refund_units) AS r FROM
    money WHERE day BETWEEN :first AND :last GROUP BY 1) b USING (brand) WHERE r / u > 0.03

-- name: v161
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(units) = 2) x

-- name: v162
SELECT asin, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1 HAVING sum(revenue) / nullif(sum(units), 0) > 40

-- name: v163
SELECT campaign, sum(orders) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(orders) <= 5

-- name: v164
SELECT day, sum(units) FROM stock_days WHERE day BETWEEN :first AND :last AND sku = 'TU-BED-M' GROUP
    BY 1

-- name: v165
SELECT sum(units) FROM stock

-- name: v166
SELECT DISTINCT ON (date_trunc('week', day)) date_trunc('week', day)::date, sum(units) FROM
    stock_days WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers WHERE title
    ILIKE '%yoga mat%' OR local_title ILIKE '%yoga mat%') GROUP BY day ORDER BY date_trunc('week',
    day), day DESC

-- name: v167
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) <= 10

-- name: v167 another reading
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) <= 10

-- name: v167 another reading
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) < 10

-- name: v167 another reading
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) < 10

-- name: v168
SELECT sku, sum(stock) / nullif(sum(a_day), 0) FROM pace WHERE country = 'UK' GROUP BY 1

-- name: v168 another reading
SELECT sku, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today WHERE country = 'UK' GROUP BY 1

-- name: v169
SELECT count(*) FROM (SELECT sku FROM stock WHERE country = 'DE' GROUP BY 1 HAVING sum(units) <= 0)
    x

-- name: v169 another reading
SELECT count(*) FROM (SELECT sku FROM stock WHERE country = 'DE' AND sku IN (SELECT sku FROM offers
    WHERE country = 'DE' AND is_active) GROUP BY 1 HAVING sum(units) <= 0) x

-- name: v170
WITH each AS (SELECT asin, sum(revenue) AS v FROM sold WHERE day BETWEEN :first AND :last AND asin
    IS NOT NULL AND country = 'DE' GROUP BY 1), ranked AS (SELECT *, sum(v) OVER (ORDER BY v DESC,
    asin) - v AS ahead, sum(v) OVER () AS whole FROM each) SELECT asin, v FROM ranked WHERE ahead <
    0.8 * whole

-- name: v171
WITH each AS (SELECT sku, sum(units) AS v FROM sold WHERE day BETWEEN :first AND :last AND sku IS
    NOT NULL GROUP BY 1), ranked AS (SELECT *, sum(v) OVER (ORDER BY v DESC, sku) - v AS ahead,
    sum(v) OVER () AS whole FROM each) SELECT count(*) FROM ranked WHERE ahead < 0.5 * whole

-- name: v172
SELECT country, count(DISTINCT order_id)::numeric / (:last - :first + 1) FROM sold WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: v173
SELECT sum(units)::numeric / (:last - :first + 1) FROM sold WHERE day BETWEEN :first AND :last

-- name: v173 another reading
SELECT sum(units)::numeric / count(DISTINCT day) FROM sold WHERE day BETWEEN :first AND :last

-- name: v174
SELECT sum(spend) / (:last - :first + 1) * 7 FROM ads WHERE day BETWEEN :first AND :last

-- name: v174 another reading
SELECT sum(spend) / ((date_trunc('week', :last)::date - date_trunc('week', :first)::date) / 7 + 1)
    FROM ads WHERE day BETWEEN :first AND :last

-- name: v174 another reading
SELECT sum(spend) / count(DISTINCT date_trunc('week', day)) FROM ads WHERE day BETWEEN :first AND
    :last

-- name: v174 another reading
SELECT avg(s) FROM (SELECT date_trunc('week', day), sum(spend) AS s FROM ads WHERE day BETWEEN
    :first AND :last GROUP BY 1) x

-- name: v176
SELECT d::date, (SELECT coalesce(sum(units), 0)::numeric / 7 FROM sold WHERE day BETWEEN d::date - 6
    AND d::date) FROM generate_series(:first, :last, interval '1 day') d

-- name: v177
SELECT d::date, (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND d::date) FROM
    generate_series(:first, :last, interval '1 day') d

-- name: v178
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v179
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: v180
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: v181
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last AND country = 'US'

-- name: v183
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v184
SELECT country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v185
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand = 'Tuffwick'

-- name: v186
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v187
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v188
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: v188 another reading
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: v189
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v190
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1

-- name: v191
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v192
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v193
SELECT category, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v194
SELECT country, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: v195
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%')

-- name: v196
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v197
SELECT sum(revenue), sum(units), count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND
    :last

-- name: v198
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE'

-- name: v199
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v200
SELECT country, sum(revenue), sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v201
SELECT country, sum(revenue), sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <>
    'UK' GROUP BY 1

-- name: v202
SELECT country, sum(revenue), sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <>
    'UK' GROUP BY 1

-- name: v203
SELECT country, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'UK' GROUP BY
    1

-- name: v204
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1

-- name: v205
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    brand = 'Stridelane' GROUP BY 1

-- name: v206
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    brand = 'Stridelane' GROUP BY 1

-- name: v207
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    brand = 'Stridelane' GROUP BY 1

-- name: v208
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND
    brand = 'Tuffwick' GROUP BY 1

-- name: v209
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: v210
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v211
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.3

-- name: v212
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last AND
    country = 'DE' GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.3

-- name: v213
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v214
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v215
SELECT (SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last), (SELECT
    count(DISTINCT order_id) FROM sold WHERE day BETWEEN :before_first AND :before_last)

-- name: v216
SELECT country, count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last), count(DISTINCT
    order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: v217
SELECT sum(units) FROM stock WHERE asin IN (SELECT asin FROM offers WHERE title ILIKE '%dog bed%' OR
    local_title ILIKE '%dog bed%')

-- name: v218
SELECT asin, sum(units) FROM stock WHERE asin IN (SELECT asin FROM offers WHERE title ILIKE
    '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP BY 1

-- name: v218 another reading
SELECT sku, sum(units) FROM stock WHERE asin IN (SELECT asin FROM offers WHERE title ILIKE
    '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP BY 1

-- name: v219
SELECT sku, sum(units) FROM stock WHERE asin IN (SELECT asin FROM offers WHERE title ILIKE
    '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP BY 1

-- name: v220
SELECT sku, sum(units) FROM stock WHERE country = 'US' AND asin IN (SELECT asin FROM offers WHERE
    title ILIKE '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP BY 1

-- name: v221
SELECT sku, sum(stock) / nullif(sum(a_day), 0) FROM pace WHERE country = 'US' AND asin IN (SELECT
    asin FROM offers WHERE title ILIKE '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP BY 1

-- name: v221 another reading
SELECT sku, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today WHERE country = 'US' AND asin IN
    (SELECT asin FROM offers WHERE title ILIKE '%dog bed%' OR local_title ILIKE '%dog bed%') GROUP
    BY 1

-- name: v222
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v223
SELECT date_trunc('quarter', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: v224
SELECT date_trunc('quarter', day)::date, brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND
    :last GROUP BY 1, 2

-- name: v225
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v226
SELECT brand, sum(revenue) / (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last) FROM
    sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v227
SELECT category, coalesce(r, 0) / u FROM (SELECT category, sum(units)::numeric AS u FROM sold WHERE
    day BETWEEN :first AND :last GROUP BY 1) a LEFT JOIN (SELECT category, sum(refund_units) AS r
    FROM money WHERE day BETWEEN :first AND :last GROUP BY 1) b USING (category)

-- name: v228
SELECT category, coalesce(r, 0) / u FROM (SELECT category, sum(units)::numeric AS u FROM sold WHERE
    day BETWEEN :first AND :last AND category IS NOT NULL GROUP BY 1) a LEFT JOIN (SELECT category,
    sum(refund_units) AS r FROM money WHERE day BETWEEN :first AND :last GROUP BY 1) b USING
    (category)

-- name: v229
SELECT category, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v230
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku = 'KE-PAN-26'

-- name: v230 another reading
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku = 'KE-PAN-26'

-- name: v231
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND sku = 'KE-PAN-26'

-- name: v232
SELECT sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last AND sku
    = 'KE-PAN-26' AND country = 'UK'

-- name: v233
SELECT sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last AND sku
    = 'KE-PAN-30' AND country = 'UK'

-- name: v234
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v235
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE'

-- name: v236
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: v237
SELECT day, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v238
SELECT sum(clicks) FROM ads WHERE day BETWEEN :first AND :last

-- name: v239
SELECT search_term, sum(orders) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v240
SELECT search_term, sum(spend) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v241
SELECT search_term, sum(spend) AS spend, sum(clicks), sum(spend) AS sort FROM searched WHERE day
    BETWEEN :first AND :last GROUP BY 1

-- name: v242
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v247
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%yoga mat%purple%' OR local_title ILIKE '%yoga mat%purple%')

-- name: v248
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%yoga mat%teal%' OR local_title ILIKE '%yoga mat%teal%')

-- name: v249
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1

-- name: v250
SELECT asin, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1 HAVING sum(profit) < 0

-- name: v251
SELECT count(*) FROM (SELECT asin FROM earned WHERE day BETWEEN :first AND :last AND asin IS NOT
    NULL GROUP BY 1 HAVING sum(profit) < 0) x

-- name: v252
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), (SELECT sum(revenue) FROM
    sold WHERE day BETWEEN :before_first AND :before_last)

-- name: v253
SELECT category, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER
    (WHERE day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: v254
SELECT category, coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) - coalesce(sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS sort FROM sold WHERE category
    IS NOT NULL GROUP BY 1

-- name: v255
SELECT category, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v281
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND is_business

-- name: v300
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v301
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: v302
WITH best AS (SELECT brand, sum(revenue) AS v FROM sold WHERE day BETWEEN :first AND :last AND brand
    IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 2) SELECT brand, country, sum(revenue) FROM sold
    JOIN best USING (brand) WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: v303
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku = 'KE-CND-LAV' AND country =
    'US'

-- name: v304
SELECT sum(units) FROM stock WHERE sku = 'KE-CND-LAV' AND country = 'US'

-- name: v305
SELECT sum(units) FROM stock WHERE country = 'US' AND asin IN (SELECT asin FROM offers WHERE title
    ILIKE '%candle%vanilla%' OR local_title ILIKE '%candle%vanilla%')

-- name: v306
SELECT date_trunc('week', day)::date, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: v307
SELECT date_trunc('week', day)::date, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN
    :first AND :last AND ad_product = 'SPONSORED_BRANDS' GROUP BY 1

-- name: v308
SELECT date_trunc('week', day)::date, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN
    :first AND :last AND ad_product = 'SPONSORED_BRANDS' GROUP BY 1

-- name: v309
SELECT date_trunc('week', day)::date, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: v310
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: v311
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: v312
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK')

-- name: v313
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: v314
SELECT CASE kind WHEN 'referral_fee' THEN 'Referral fee' WHEN 'fulfilment_fee' THEN
    'FBA fulfilment fee' WHEN 'closing_fee' THEN 'Closing fee' WHEN 'refund_fee' THEN 'Refund fee'
    WHEN 'storage_fee' THEN 'Storage fee' WHEN 'subscription' THEN 'Selling plan' ELSE 'Other fee'
    END, sum(fee) FROM money WHERE day BETWEEN :first AND :last AND fee <> 0 GROUP BY 1

-- name: v315
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last

-- name: v316
SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last AND kind = 'fulfilment_fee'

-- name: v317
SELECT (SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last AND kind = 'fulfilment_fee') /
    (SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last)

-- name: v318
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: v319
SELECT asin, r, s, r AS sort FROM (SELECT asin, sum(revenue) AS r FROM sold WHERE day BETWEEN :first
    AND :last AND asin IS NOT NULL GROUP BY 1) a LEFT JOIN (SELECT asin, sum(spend) AS s FROM
    advertised WHERE day BETWEEN :first AND :last GROUP BY 1) b USING (asin)

-- name: v320
SELECT asin, r, s, r AS sort FROM (SELECT asin, sum(revenue) AS r FROM sold WHERE day BETWEEN :first
    AND :last AND asin IS NOT NULL AND category <> 'Kitchen & Dining' GROUP BY 1) a LEFT JOIN
    (SELECT asin, sum(spend) AS s FROM advertised WHERE day BETWEEN :first AND :last GROUP BY 1) b
    USING (asin)

-- name: v321
SELECT asin, r, s, r AS sort FROM (SELECT asin, sum(revenue) AS r FROM sold WHERE day BETWEEN :first
    AND :last AND asin IS NOT NULL AND category <> 'Kitchen & Dining' GROUP BY 1) a LEFT JOIN
    (SELECT asin, sum(spend) AS s FROM advertised WHERE day BETWEEN :first AND :last GROUP BY 1) b
    USING (asin)

-- name: v322
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v323
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v324
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v325
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: v326
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v327
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v328
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v329
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace GROUP BY 1

-- name: v329 another reading
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today GROUP BY 1

-- name: v330
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) < 21

-- name: v330 another reading
SELECT asin, sum(stock) / nullif(sum(a_day), 0) FROM pace_with_today GROUP BY 1 HAVING sum(stock) /
    nullif(sum(a_day), 0) < 21

-- name: v332
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND brand
    <> 'Kettlefen' GROUP BY 1

-- name: v336
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v337
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v338
SELECT campaign, sum(spend), sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1

-- name: v339
SELECT campaign, sum(spend), sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first
    AND :last GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.3

-- name: v340
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.3

-- name: v341
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1 HAVING sum(revenue) > 1000

-- name: v342
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1 HAVING sum(revenue) > 1000

-- name: v343
SELECT order_id, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v344
SELECT asin, sum(refund_units) FROM money WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1

-- name: v344 by units sold, of products with refunds
SELECT asin, u FROM (SELECT asin, sum(units) AS u FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1) a WHERE asin IN (SELECT asin FROM money WHERE day BETWEEN :first
    AND :last AND refund > 0)

-- name: v345
SELECT asin, coalesce(sum(units) FILTER (WHERE country = 'UK'), 0), coalesce(sum(units) FILTER
    (WHERE country = 'DE'), 0) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1 HAVING coalesce(sum(units) FILTER (WHERE country = 'UK'), 0) > coalesce(sum(units)
    FILTER (WHERE country = 'DE'), 0)

-- name: v348
SELECT brand, sum(units)::numeric / 8 FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT
    NULL GROUP BY 1

-- name: v349
SELECT m::date FROM generate_series(date '2026-10-16', :last, interval '1 month') m WHERE NOT EXISTS
    (SELECT 1 FROM money WHERE refund > 0 AND date_trunc('month', day) = date_trunc('month', m))

-- name: v350
SELECT h FROM generate_series(0, 23) h WHERE NOT EXISTS (SELECT 1 FROM sold WHERE day BETWEEN :first
    AND :last AND hour = h)

-- name: v352
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    count(DISTINCT asin) > 1) x

-- name: v353
SELECT country, asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    AND country IN ('UK', 'DE') GROUP BY 1, 2

-- name: v354
SELECT brand, asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1, 2

-- name: v355
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last), sum(revenue) FILTER (WHERE day BETWEEN :first AND
    :last) - sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) AS sort FROM
    sold WHERE brand IS NOT NULL GROUP BY 1

-- name: v355 in percent
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last), sum(revenue) FILTER (WHERE day BETWEEN :first AND
    :last) / sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last) AS sort FROM
    sold WHERE brand IS NOT NULL GROUP BY 1

-- name: v358
SELECT country, sum(units) FILTER (WHERE channel = 'MFN')::numeric / sum(units) FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1

-- name: v360
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category = 'Garden & Outdoor'

-- name: v361
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category IN
    ('Garden & Outdoor', 'Kitchen & Dining')

-- name: v364
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%candle%' OR local_title ILIKE '%candle%')

-- name: v365
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: v366
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: v367
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('US', 'UK')

-- name: v368
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v369
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1

-- name: v370
SELECT sum(spend) FROM targeted WHERE day BETWEEN :first AND :last AND match_type = 'EXACT'

-- name: v371
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: v374
SELECT order_id, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(revenue) > 0

-- name: v375
SELECT d::date FROM generate_series(date '2026-10-17', :last, interval '1 day') d WHERE NOT EXISTS
    (SELECT 1 FROM money WHERE day = d::date AND refund > 0)

-- name: v379
SELECT campaign, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'DE' GROUP BY
    1

-- name: v380
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'DE'

-- name: v381
SELECT country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v382
SELECT country, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold GROUP BY 1 HAVING sum(units) FILTER (WHERE day
    BETWEEN :first AND :last) < sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last)

-- name: v383
SELECT category, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1

-- name: v384
SELECT category, country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category IS
    NOT NULL GROUP BY 1, 2

-- name: v385
SELECT category, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1

-- name: v386
SELECT category, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1 HAVING sum(profit) > 1000

-- name: v387
SELECT category, sum(profit) FROM earned_gbp WHERE day BETWEEN :first AND :last AND category IN
    (SELECT category FROM earned_eur WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1 HAVING sum(profit) > 1000) GROUP BY 1

-- name: v389
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND NOT
    asin IN (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') GROUP
    BY 1 HAVING sum(units) > 20

-- name: v390
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM
    day) <> 1

-- name: v391
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL AND NOT
    asin IN (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') GROUP
    BY 1

-- name: v392
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND NOT asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') AND NOT asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%bowl%' OR local_title ILIKE '%bowl%')

-- name: v393
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v394
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v395
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v396
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v397
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v399
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v400
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v401
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: v402
SELECT brand, sum(units), count(DISTINCT order_id), sum(revenue) FROM sold WHERE day BETWEEN :first
    AND :last AND brand IS NOT NULL GROUP BY 1

-- name: v403
SELECT brand, sum(units), sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT
    NULL GROUP BY 1

-- name: v404
SELECT category, sum(units), sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category
    IS NOT NULL GROUP BY 1

-- name: v407
SELECT country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: v408
SELECT count(DISTINCT order_id) FILTER (WHERE extract(isodow FROM day) > 5)::numeric /
    count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last
