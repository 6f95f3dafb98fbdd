-- Gold answers of own.fourth.jsonl; dev.sql says how they are written.

-- name: h001
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%slow%feeder%bowl%' OR local_title ILIKE '%slow%feeder%bowl%')

-- name: h001 in units
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%slow%feeder%bowl%' OR local_title ILIKE '%slow%feeder%bowl%')

-- name: h002
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%packing%cubes%' OR local_title ILIKE '%packing%cubes%')

-- name: h003
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%insulated%water%bottle%' OR local_title ILIKE
    '%insulated%water%bottle%')

-- name: h004
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND asin IN
    (SELECT asin FROM offers WHERE title ILIKE '%travel%pillow%' OR local_title ILIKE
    '%travel%pillow%')

-- name: h005
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%dotted%notebook%a5%' OR local_title ILIKE '%dotted%notebook%a5%')

-- name: h006
SELECT sum(units) FROM stock WHERE asin IN (SELECT asin FROM offers WHERE title ILIKE '%yoga%mat%'
    OR local_title ILIKE '%yoga%mat%')

-- name: h007
SELECT sum(spend) FROM advertised WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%scratching%post%' OR local_title ILIKE '%scratching%post%')

-- name: h008
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%knife%set%' OR local_title ILIKE '%knife%set%')

-- name: h009
SELECT sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day BETWEEN :first AND :last AND asin
    IN (SELECT asin FROM offers WHERE title ILIKE '%dog%bed%' OR local_title ILIKE '%dog%bed%')

-- name: h010
SELECT sum(units) FROM stock WHERE country = 'DE' AND asin IN (SELECT asin FROM offers WHERE title
    ILIKE '%water%bottle%' OR local_title ILIKE '%water%bottle%')

-- name: h011
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%path%lights%8%pack%' OR local_title ILIKE '%path%lights%8%pack%')

-- name: h012
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM offers
    WHERE title ILIKE '%storage%jars%set%of%3%' OR local_title ILIKE '%storage%jars%set%of%3%')

-- name: h013
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') GROUP BY 1

-- name: h013 by SKU
SELECT sku, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') GROUP BY 1

-- name: h013 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IN (SELECT asin FROM
    offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%') GROUP BY 1

-- name: h014
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand = 'Marlow & Pine'

-- name: h015
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND
    brand = 'Marlow & Pine' GROUP BY 1

-- name: h016
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand = 'Tuffwick'

-- name: h017
SELECT date_trunc('month', day)::date, brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND
    :last AND brand IN ('Kettlefen', 'Stridelane') GROUP BY 1, 2

-- name: h018
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last AND campaign =
    'SB | Kettlefen'

-- name: h019
SELECT sum(clicks) FROM ads WHERE day BETWEEN :first AND :last AND campaign =
    'SP | Auto | Kitchen & Dining'

-- name: h020
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND campaign = 'SD | Tuffwick'

-- name: h021
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND category = 'Pet Supplies' AND
    country = 'US'

-- name: h022
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND category = 'Office Products'

-- name: h023
SELECT asin, sum(units) FROM came_back WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP
    BY 1

-- name: h023 as refunds
SELECT asin, sum(refund_units) FROM money WHERE day BETWEEN :first AND :last AND asin IS NOT NULL
    GROUP BY 1

-- name: h023 as money
SELECT asin, sum(refund) FROM money WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: h024
SELECT sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: h025
SELECT sum(units) FROM came_back WHERE day BETWEEN :first AND :last

-- name: h025 as refunds
SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last

-- name: h026
SELECT s.brand, r.units::numeric / nullif(s.units, 0) FROM (SELECT brand, sum(units) AS units FROM
    sold WHERE day BETWEEN :first AND :last GROUP BY 1) s LEFT JOIN (SELECT brand, sum(c.units) AS
    units FROM came_back c JOIN (SELECT DISTINCT asin, brand FROM offers) o USING (asin) WHERE day
    BETWEEN :first AND :last GROUP BY 1) r USING (brand)

-- name: h026 as refunds
SELECT s.brand, r.units::numeric / nullif(s.units, 0) FROM (SELECT brand, sum(units) AS units FROM
    sold WHERE day BETWEEN :first AND :last GROUP BY 1) s LEFT JOIN (SELECT brand, sum(refund_units)
    AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY 1) r USING (brand)

-- name: h027
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: h028
SELECT country, sum(spend) / nullif(sum(orders), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h029
SELECT brand, sum(cost) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h030
SELECT (SELECT sum(cost) FROM sold WHERE day BETWEEN :first AND :last) + (SELECT sum(fee) FROM money
    WHERE day BETWEEN :first AND :last) + (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND
    :last) + coalesce((SELECT sum(amount) FROM spent WHERE day BETWEEN :first AND :last), 0)

-- name: h031
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last

-- name: h032
SELECT sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first
    AND :last

-- name: h033
SELECT country, sum(units)::numeric / (:last - :first + 1) FROM sold WHERE day BETWEEN :first AND
    :last GROUP BY 1

-- name: h033 by days with sales
SELECT country, sum(units)::numeric / nullif(count(DISTINCT day), 0) FROM sold WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: h034
SELECT sum(revenue) / nullif(count(DISTINCT asin), 0) FROM sold WHERE day BETWEEN :first AND :last

-- name: h036
SELECT extract(isodow FROM day), count(DISTINCT order_id)::numeric / count(DISTINCT day) FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h037
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: h037 by units
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: h038
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h039
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h040
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM (SELECT asin, sum(units) AS
    units FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s LEFT JOIN
    (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY
    1) r USING (asin)

-- name: h041
SELECT country, (SELECT sum(spend) FROM ads a WHERE a.country = s.country AND day BETWEEN :first AND
    :last) / nullif(sum(revenue), 0) FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h042
SELECT campaign, sum(spend) / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h043
SELECT ((SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) + coalesce((SELECT
    sum(spend) FROM ads WHERE day BETWEEN :first AND :last), 0)) / nullif((SELECT sum(revenue) FROM
    sold WHERE day BETWEEN :first AND :last), 0)

-- name: h044
SELECT sum(units)::numeric / nullif(sum(sessions), 0) FROM visits WHERE day BETWEEN :first AND :last

-- name: h044 of ads
SELECT sum(orders)::numeric / nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: h044 by order lines
SELECT sum(order_lines)::numeric / nullif(sum(sessions), 0) FROM visits WHERE day BETWEEN :first AND
    :last

-- name: h045
SELECT campaign, sum(spend) / nullif(sum(orders), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h046
SELECT sum(spend) * 1000 / nullif(sum(impressions), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: h047
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last

-- name: h048
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h048 in profit
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: h048 in net proceeds
SELECT sum(amount) FROM settled WHERE day BETWEEN :first AND :last

-- name: h049
SELECT sum(sales) - sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: h050
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: h051
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h052
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h053
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h054
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h055
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h056
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h057
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h058
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: h059
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h060
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h061
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h063
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h064
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h065
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h066
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h067
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h068
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h069
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h070
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h071
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h072
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h073
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h074
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) GROUP BY 1

-- name: h075
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h076
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: h077
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h080
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h083
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM
    day) >= 6

-- name: h084
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND extract(isodow FROM
    day) = 6

-- name: h085
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h086
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h087
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day BETWEEN
    :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN
    :before_first AND :before_last)

-- name: h088
SELECT date_trunc('month', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h089
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: h090
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h091
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h092
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h093
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h094
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h095
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h096
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h097
SELECT day, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h100
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last

-- name: h101
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h102
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h103
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h104
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h105
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h106
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h107
SELECT date_trunc('week', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h109
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h110
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h111
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h112
SELECT date_trunc('quarter', day)::date, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h113
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE'

-- name: h114
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS DISTINCT FROM :brand

-- name: h114 by brand
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS DISTINCT FROM
    :brand GROUP BY 1

-- name: h115
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'US' GROUP
    BY 1

-- name: h116
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND ad_product <> 'SPONSORED_BRANDS'

-- name: h117
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h118
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'MFN'

-- name: h119
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'MFN'

-- name: h120
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'US'

-- name: h121
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND channel = 'AFN' AND country <>
    'UK'

-- name: h122
SELECT asin FROM offers WHERE is_active EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first AND
    :last AND country = 'UK' AND units > 0

-- name: h122 of those listed there
SELECT asin FROM offers WHERE is_active AND country = 'UK' EXCEPT SELECT asin FROM sold WHERE day
    BETWEEN :first AND :last AND country = 'UK' AND units > 0

-- name: h122 of those sold elsewhere
SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country <> 'UK' AND units > 0 EXCEPT
    SELECT asin FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK' AND units > 0

-- name: h122 of all
SELECT asin FROM offers WHERE country = 'UK' EXCEPT SELECT asin FROM sold WHERE day BETWEEN :first
    AND :last AND country = 'UK' AND units > 0

-- name: h123
SELECT asin, sum(units) FROM stock GROUP BY 1 HAVING sum(units) > 0

-- name: h124
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND (asin IS NULL OR NOT asin IN
    (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%'))

-- name: h125
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last) - (SELECT sum(sales) FROM
    ads WHERE day BETWEEN :first AND :last)

-- name: h126
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last) - coalesce((SELECT
    sum(refund) FROM money WHERE day BETWEEN :first AND :last), 0)

-- name: h127
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) + coalesce((SELECT
    sum(spend) FROM ads WHERE day BETWEEN :first AND :last), 0)

-- name: h128
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) + coalesce((SELECT
    sum(spend) FROM ads WHERE day BETWEEN :first AND :last), 0)

-- name: h129
SELECT campaign, sum(clicks) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(clicks) = 0

-- name: h130
SELECT search_term, sum(clicks), sum(orders) FROM searched WHERE day BETWEEN :first AND :last AND
    country = 'UK' GROUP BY 1 HAVING sum(clicks) > 0 AND sum(orders) = 0

-- name: h132
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1 HAVING sum(profit) >= 0

-- name: h133
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand NOT IN ('Tuffwick',
    'Stridelane') GROUP BY 1

-- name: h134
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h134 by marketplace
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h135
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1
    HAVING sum(units) >= 30

-- name: h136
SELECT sku, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE' AND sku IS
    NOT NULL GROUP BY 1 HAVING sum(units) <= 20

-- name: h136 with SKUs that sold nothing
SELECT o.sku, coalesce(sum(s.units), 0) FROM offers o LEFT JOIN sold s ON s.sku = o.sku AND
    s.country = 'DE' AND s.day BETWEEN :first AND :last WHERE o.is_active AND o.country = 'DE' GROUP
    BY 1 HAVING coalesce(sum(s.units), 0) <= 20

-- name: h137
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1 HAVING sum(revenue) > 20000

-- name: h138
SELECT asin, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND asin IS NOT NULL GROUP BY 1 HAVING
    coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0) > coalesce(sum(units) FILTER
    (WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: h139
SELECT asin, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND asin IS NOT NULL GROUP BY 1 HAVING
    coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0) > coalesce(sum(units) FILTER
    (WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: h139 by revenue
SELECT asin, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND asin IS NOT NULL GROUP BY 1 HAVING
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) > coalesce(sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: h140
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND brand IS NOT NULL GROUP BY 1 HAVING
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) < coalesce(sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last), 0)

-- name: h141
SELECT day, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING sum(units) >
    120

-- name: h142
SELECT count(*) FROM (SELECT day FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    count(DISTINCT order_id) > 100) d

-- name: h143
SELECT day, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'
    GROUP BY 1 HAVING count(DISTINCT order_id) < 20

-- name: h144
SELECT country, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last GROUP
    BY 1 HAVING sum(spend) / nullif(sum(sales), 0) > 0.25

-- name: h145
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last AND country =
    'UK' GROUP BY 1 HAVING sum(units) > 1) o

-- name: h146
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1 HAVING sum(spend) / nullif(sum(sales), 0) BETWEEN 0.2 AND 0.4

-- name: h147
SELECT asin, sum(profit) / nullif(sum(revenue), 0), sum(revenue) FROM earned WHERE day BETWEEN
    :first AND :last AND asin IS NOT NULL GROUP BY 1 HAVING sum(profit) / nullif(sum(revenue), 0) <
    0.2 AND sum(revenue) > 500

-- name: h148
SELECT search_term, sum(orders) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(orders) >= 2

-- name: h149
SELECT count(*) FROM (SELECT campaign FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(spend) > 50) c

-- name: h150
SELECT keyword, sum(clicks), sum(sales) FROM targeted WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(clicks) > 10 AND sum(sales) = 0

-- name: h152
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1 HAVING sum(units) < 50

-- name: h153
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'DE' AND brand IS
    DISTINCT FROM :brand AND asin IS NOT NULL GROUP BY 1

-- name: h154
SELECT asin, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1 HAVING sum(revenue) / nullif(sum(units), 0) > 30

-- name: h155
SELECT sku, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND sku IS NOT NULL GROUP BY 1 HAVING
    coalesce(sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), 0) < 0.7 * sum(revenue)
    FILTER (WHERE day BETWEEN :before_first AND :before_last)

-- name: h156
SELECT sku, sum(stock) / sum(a_day) FROM pace GROUP BY 1 HAVING sum(a_day) > 0 AND sum(stock) /
    nullif(sum(a_day), 0) < 30

-- name: h156 with the last day
SELECT sku, sum(stock) / sum(a_day) FROM pace_with_today GROUP BY 1 HAVING sum(a_day) > 0 AND
    sum(stock) / nullif(sum(a_day), 0) < 30

-- name: h157
SELECT count(DISTINCT brand) FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: h158
SELECT count(DISTINCT country) FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: h159
SELECT count(DISTINCT asin) FROM sold WHERE day BETWEEN :first AND :last AND units > 0

-- name: h161
SELECT count(*) FROM (SELECT search_term FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(orders) > 0) t

-- name: h162
SELECT count(*) FROM (SELECT keyword FROM targeted WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(sales) > 0 AND sum(spend) / nullif(sum(sales), 0) > 0.5) t

-- name: h163
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY
    1

-- name: h164
SELECT count(DISTINCT category) FROM offers

-- name: h165
SELECT count(*) FROM (SELECT sku FROM stock WHERE country = 'DE' GROUP BY 1 HAVING sum(units) > 0) s

-- name: h166
SELECT day, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h167
SELECT count(DISTINCT sku) FROM came_back WHERE day BETWEEN :first AND :last AND units > 0

-- name: h167 as refunds
SELECT count(DISTINCT sku) FROM money WHERE day BETWEEN :first AND :last AND refund_units > 0

-- name: h168
SELECT brand, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    brand IS NOT NULL GROUP BY 1

-- name: h169
SELECT country, sum(units)::numeric / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1

-- name: h170
SELECT day, country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY
    1, 2

-- name: h171
SELECT sum(clicks)::numeric / nullif(sum(orders), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: h172
SELECT (SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last) / nullif((SELECT sum(units)
    FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: h173
SELECT (SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last) / nullif((SELECT sum(units)
    FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: h174
SELECT (SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last) / nullif((SELECT
    count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: h175
SELECT brand, sum(spend) / nullif(sum(sum(spend)) OVER (), 0) FROM advertised WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: h175 of all ads
SELECT brand, sum(spend) / nullif((SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last),
    0) FROM advertised WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h176
SELECT count(DISTINCT order_id) FILTER (WHERE country = 'DE')::numeric / nullif(count(DISTINCT
    order_id), 0) FROM sold WHERE day BETWEEN :first AND :last

-- name: h177
SELECT date_trunc('month', day)::date, sum(revenue) FILTER (WHERE channel = 'AFN') /
    nullif(sum(revenue), 0) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h178
SELECT sum(spend) FILTER (WHERE ad_product = 'SPONSORED_PRODUCTS') / nullif(sum(spend), 0) FROM ads
    WHERE day BETWEEN :first AND :last

-- name: h179
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM (SELECT asin, sum(units) AS
    units FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s LEFT JOIN
    (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY
    1) r USING (asin)

-- name: h180
SELECT date_trunc('month', day)::date, (SELECT sum(spend) FROM ads a WHERE a.day BETWEEN :first AND
    :last AND date_trunc('month', a.day) = date_trunc('month', min(s.day))) / nullif(sum(revenue),
    0) FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h181
SELECT (SELECT sum(fee) FROM money WHERE day BETWEEN :first AND :last) / nullif((SELECT sum(revenue)
    FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: h182
SELECT avg(CASE WHEN units > 1 THEN 1.0 ELSE 0 END) FROM (SELECT order_id, sum(units) AS units FROM
    sold WHERE day BETWEEN :first AND :last GROUP BY 1) o

-- name: h184
SELECT sum(units) FILTER (WHERE country = 'UK')::numeric / nullif(sum(units), 0) FROM stock

-- name: h185
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: h185 as a share
SELECT brand, sum(profit) / nullif((SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND
    :last), 0) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY 1

-- name: h185 as a share of brands
SELECT brand, sum(profit) / nullif(sum(sum(profit)) OVER (), 0) FROM earned WHERE day BETWEEN :first
    AND :last AND brand IS NOT NULL GROUP BY 1

-- name: h186
SELECT brand, sum(units) FILTER (WHERE country = 'US')::numeric / nullif(sum(units), 0) FROM sold
    WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP BY 1

-- name: h186 of the US
SELECT brand, sum(units)::numeric / nullif(sum(sum(units)) OVER (), 0) FROM sold WHERE day BETWEEN
    :first AND :last AND country = 'US' GROUP BY 1

-- name: h186 of all
SELECT brand, sum(units)::numeric / nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :first AND
    :last), 0) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' GROUP BY 1

-- name: h187 as money
SELECT m, u, r FROM (SELECT date_trunc('month', day)::date AS m, sum(units) AS u FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1) s LEFT JOIN (SELECT date_trunc('month', day)::date AS m,
    sum(refund) AS r FROM money WHERE day BETWEEN :first AND :last GROUP BY 1) x USING (m)

-- name: h187 as units
SELECT m, u, r FROM (SELECT date_trunc('month', day)::date AS m, sum(units) AS u FROM sold WHERE day
    BETWEEN :first AND :last GROUP BY 1) s LEFT JOIN (SELECT date_trunc('month', day)::date AS m,
    sum(refund_units) AS r FROM money WHERE day BETWEEN :first AND :last GROUP BY 1) x USING (m)

-- name: h189
SELECT country, sum(revenue), (SELECT sum(spend) FROM ads a WHERE a.country = s.country AND day
    BETWEEN :first AND :last), (SELECT sum(profit) FROM earned e WHERE e.country = s.country AND day
    BETWEEN :first AND :last) FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h190
SELECT day, sum(revenue), (SELECT sum(spend) / nullif(sum(sales), 0) FROM ads a WHERE a.day = s.day)
    FROM sold s WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h191
SELECT count(DISTINCT order_id), sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND
    country = 'DE'

-- name: h192
SELECT ad_product, sum(clicks), sum(clicks)::numeric / nullif(sum(impressions), 0), sum(spend) /
    nullif(sum(clicks), 0) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h193
SELECT (SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last), (SELECT sum(spend) FROM
    ads WHERE day BETWEEN :first AND :last)

-- name: h194
SELECT sum(revenue), count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h195
SELECT asin, sum(revenue), sum(units), sum(revenue) AS sort FROM sold WHERE day BETWEEN :first AND
    :last AND asin IS NOT NULL GROUP BY 1

-- name: h198
SELECT brand, country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT
    NULL GROUP BY 1, 2

-- name: h200
SELECT brand, sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND brand IS NOT NULL GROUP BY 1

-- name: h201
SELECT sum(refund) FILTER (WHERE day BETWEEN :first AND :last), sum(refund) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM money WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h201 as units
SELECT sum(refund_units) FILTER (WHERE day BETWEEN :first AND :last), sum(refund_units) FILTER
    (WHERE day BETWEEN :before_first AND :before_last) FROM money WHERE (day BETWEEN :first AND
    :last OR day BETWEEN :before_first AND :before_last)

-- name: h202
SELECT sum(spend) FILTER (WHERE day BETWEEN :first AND :last) / nullif(sum(sales) FILTER (WHERE day
    BETWEEN :first AND :last), 0), sum(spend) FILTER (WHERE day BETWEEN :before_first AND
    :before_last) / nullif(sum(sales) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0)
    FROM ads WHERE (day BETWEEN :first AND :last OR day BETWEEN :before_first AND :before_last)

-- name: h203
SELECT asin, coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0),
    coalesce(sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0),
    coalesce(coalesce(sum(units) FILTER (WHERE day BETWEEN :first AND :last), 0), 0) -
    coalesce(coalesce(sum(units) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0), 0)
    AS sort FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN :before_first AND
    :before_last) AND asin IS NOT NULL GROUP BY 1

-- name: h204
SELECT sum(spend) FILTER (WHERE day BETWEEN :first AND :last), sum(spend) FILTER (WHERE day BETWEEN
    :before_first AND :before_last) FROM ads WHERE (day BETWEEN :first AND :last OR day BETWEEN
    :before_first AND :before_last)

-- name: h205
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h206
SELECT brand, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND brand IS NOT NULL GROUP BY 1

-- name: h207
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h209
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND country = 'DE'

-- name: h209 in units
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day BETWEEN
    :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN
    :before_first AND :before_last) AND country = 'DE'

-- name: h212
SELECT sum(units) FILTER (WHERE day BETWEEN :first AND :last), sum(units) FILTER (WHERE day BETWEEN
    :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN
    :before_first AND :before_last)

-- name: h213
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last), coalesce(sum(revenue) FILTER (WHERE day BETWEEN
    :first AND :last), 0) - coalesce(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND
    :before_last), 0) AS sort FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN
    :before_first AND :before_last) GROUP BY 1

-- name: h213 in percent
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last), sum(revenue) FILTER (WHERE day BETWEEN :first AND
    :last) / nullif(sum(revenue) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS
    sort FROM sold WHERE (day BETWEEN :first AND :last OR day BETWEEN :before_first AND
    :before_last) GROUP BY 1

-- name: h214
SELECT country, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last AND
    country IN ('DE', 'UK') GROUP BY 1

-- name: h215
SELECT channel, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h216
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h217
SELECT sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: h218
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: h219
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h221
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last AND country =
    'US' GROUP BY 1 HAVING sum(revenue) > 50) o

-- name: h222
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND hour = 20

-- name: h223
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND hour BETWEEN 9 AND 16

-- name: h224
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND hour < 12

-- name: h225
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h226
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('DE', 'UK')
    GROUP BY 1

-- name: h227
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('DE', 'UK')
    GROUP BY 1

-- name: h228
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('DE', 'UK')
    GROUP BY 1

-- name: h229
SELECT brand, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country IN ('DE', 'UK')
    AND brand IS NOT NULL GROUP BY 1

-- name: h230
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h231
SELECT campaign, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h232
SELECT campaign, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h233
SELECT campaign, sum(sales) / nullif(sum(spend), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h234
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h235
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h236
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h236 with orders
SELECT count(DISTINCT order_id), sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h237
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h237 with orders
SELECT country, count(DISTINCT order_id), sum(revenue) FROM sold WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h238
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'US' GROUP
    BY 1

-- name: h239
SELECT country, sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE
    day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last) AND country <> 'US' GROUP BY 1

-- name: h240
SELECT sku, sum(units) FROM stock WHERE country = 'DE' GROUP BY 1

-- name: h241
SELECT sku, sum(units) FROM stock WHERE country = 'DE' AND brand = :brand GROUP BY 1

-- name: h242
SELECT sku, sum(units) FROM stock WHERE country = 'DE' AND brand = :brand GROUP BY 1 HAVING
    sum(units) < 50

-- name: h243
SELECT sku, sum(units) FROM stock WHERE country = 'UK' AND brand = :brand GROUP BY 1 HAVING
    sum(units) < 50

-- name: h244
SELECT date_trunc('month', day)::date, sum(profit) FROM earned WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h245
SELECT date_trunc('month', day)::date, sum(profit) FROM earned WHERE day BETWEEN :first AND :last
    AND brand = :brand GROUP BY 1

-- name: h246
SELECT date_trunc('month', day)::date, sum(profit) / nullif(sum(revenue), 0) FROM earned WHERE day
    BETWEEN :first AND :last AND brand = :brand GROUP BY 1

-- name: h247
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: h248
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND asin IS
    NOT NULL GROUP BY 1

-- name: h249
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND asin IS
    NOT NULL GROUP BY 1

-- name: h250
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US' AND brand IS
    DISTINCT FROM :brand AND asin IS NOT NULL GROUP BY 1

-- name: h251
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last

-- name: h252
SELECT day, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h253
SELECT day, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND ad_product =
    'SPONSORED_PRODUCTS' GROUP BY 1

-- name: h254
SELECT day, sum(spend), sum(clicks) FROM ads WHERE day BETWEEN :first AND :last AND ad_product =
    'SPONSORED_PRODUCTS' GROUP BY 1

-- name: h255
SELECT (SELECT sum(refund_units) FROM money WHERE day BETWEEN :first AND :last)::numeric /
    nullif((SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last), 0)

-- name: h256
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM (SELECT asin, sum(units) AS
    units FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s LEFT JOIN
    (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY
    1) r USING (asin)

-- name: h257
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM (SELECT asin, sum(units) AS
    units FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s LEFT JOIN
    (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY
    1) r USING (asin) WHERE coalesce(r.units, 0)::numeric / nullif(s.units, 0) > 0.05

-- name: h258
SELECT s.asin, coalesce(r.units, 0)::numeric / nullif(s.units, 0) FROM (SELECT asin, sum(units) AS
    units FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1) s LEFT JOIN
    (SELECT asin, sum(refund_units) AS units FROM money WHERE day BETWEEN :first AND :last GROUP BY
    1) r USING (asin) WHERE coalesce(r.units, 0)::numeric / nullif(s.units, 0) > 0.05

-- name: h259
SELECT country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h260
SELECT day, country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: h261
SELECT day, country, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1, 2

-- name: h262
SELECT day, country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY
    1, 2

-- name: h263
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h264
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h265
SELECT hour, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h266
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h267
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h268
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h269
SELECT sum(revenue) FILTER (WHERE country = 'DE') / nullif(sum(revenue), 0) FROM sold WHERE day
    BETWEEN :first AND :last

-- name: h270
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last

-- name: h275
SELECT date_trunc('month', day)::date, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND
    country = 'UK' GROUP BY 1

-- name: h276
SELECT date_trunc('month', day)::date, sum(units), count(DISTINCT order_id) FROM sold WHERE day
    BETWEEN :first AND :last AND country = 'UK' GROUP BY 1

-- name: h277
SELECT date_trunc('month', day)::date, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last AND country = 'UK' GROUP BY 1

-- name: h278
SELECT date_trunc('quarter', day)::date, sum(units), count(DISTINCT order_id) FROM sold WHERE day
    BETWEEN :first AND :last AND country = 'UK' GROUP BY 1

-- name: h279
SELECT date_trunc('month', day)::date, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: h349
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h350
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h351
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h352
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last

-- name: h353
SELECT sum(revenue) / nullif(count(DISTINCT order_id), 0) FROM sold WHERE day BETWEEN :first AND
    :last AND country = 'UK'

-- name: h354
SELECT sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last

-- name: h355
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: h356
SELECT country, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h357
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h358
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY 1

-- name: h358 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND asin IS NOT NULL GROUP BY
    1

-- name: h359
SELECT channel, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h360
SELECT channel, sum(units) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h360 as shares
SELECT channel, sum(units)::numeric / nullif(sum(sum(units)) OVER (), 0) FROM sold WHERE day BETWEEN
    :first AND :last GROUP BY 1

-- name: h361
SELECT country, count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled') FROM lines WHERE day
    BETWEEN :first AND :last GROUP BY 1

-- name: h362
SELECT date_trunc('week', day)::date, sum(spend) FROM ads WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: h363
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: h364
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h365
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: h366
SELECT brand, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: h367
SELECT search_term, sum(clicks) FROM searched WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h368
SELECT sum(revenue) FILTER (WHERE day BETWEEN :first AND :last), sum(revenue) FILTER (WHERE day
    BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN :first AND :last OR day
    BETWEEN :before_first AND :before_last)

-- name: h369
SELECT sku, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY
    1

-- name: h370
SELECT category, sum(units) FROM stock GROUP BY 1

-- name: h371
SELECT country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h372
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h373
SELECT day, sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND country = 'DE' GROUP BY 1

-- name: h373 as an average
SELECT sum(spend) / (:last - :first + 1) FROM ads WHERE country = 'DE' AND day BETWEEN :first AND
    :last

-- name: h374
SELECT sum(impressions) FROM ads WHERE day BETWEEN :first AND :last

-- name: h375
SELECT sum(clicks) FROM ads WHERE day BETWEEN :first AND :last

-- name: h376
SELECT sum(spend) FROM ads WHERE day BETWEEN :first AND :last AND ad_product = 'SPONSORED_BRANDS'

-- name: h377
SELECT sum(units) FROM stock WHERE sku = :sku

-- name: h378
SELECT campaign, now, before, now - before AS sort FROM (SELECT campaign, sum(spend) FILTER (WHERE
    day BETWEEN :first AND :last) / nullif(sum(sales) FILTER (WHERE day BETWEEN :first AND :last),
    0) AS now, sum(spend) FILTER (WHERE day BETWEEN :before_first AND :before_last) /
    nullif(sum(sales) FILTER (WHERE day BETWEEN :before_first AND :before_last), 0) AS before FROM
    ads WHERE (day BETWEEN :first AND :last OR day BETWEEN :before_first AND :before_last) GROUP BY
    1) c WHERE now < before

-- name: h380
SELECT campaign, now, before FROM (SELECT campaign, sum(spend) FILTER (WHERE day BETWEEN :first AND
    :last) / nullif(sum(sales) FILTER (WHERE day BETWEEN :first AND :last), 0) AS now, sum(spend)
    FILTER (WHERE day BETWEEN :before_first AND :before_last) / nullif(sum(sales) FILTER (WHERE day
    BETWEEN :before_first AND :before_last), 0) AS before FROM ads WHERE (day BETWEEN :first AND
    :last OR day BETWEEN :before_first AND :before_last) GROUP BY 1) c WHERE now < before

-- name: h381
SELECT campaign, now, before FROM (SELECT campaign, sum(spend) FILTER (WHERE day BETWEEN :first AND
    :last) / nullif(sum(sales) FILTER (WHERE day BETWEEN :first AND :last), 0) AS now, sum(spend)
    FILTER (WHERE day BETWEEN :before_first AND :before_last) / nullif(sum(sales) FILTER (WHERE day
    BETWEEN :before_first AND :before_last), 0) AS before FROM ads WHERE (day BETWEEN :first AND
    :last OR day BETWEEN :before_first AND :before_last) GROUP BY 1) c WHERE now > before

-- name: h382
SELECT campaign, sum(spend) / nullif(sum(sales), 0) FROM ads WHERE day BETWEEN :first AND :last
    GROUP BY 1

-- name: h383
SELECT extract(isodow FROM day), count(DISTINCT order_id)::numeric / count(DISTINCT day) FROM sold
    WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h386
SELECT asin, sum(units) FROM stock WHERE country = 'DE' AND asin NOT IN (SELECT asin FROM stock
    WHERE country = 'UK' GROUP BY 1 HAVING sum(units) > 0) GROUP BY 1 HAVING sum(units) > 0

-- name: h390
SELECT sum(r) FROM (SELECT sum(revenue) AS r FROM sold WHERE day BETWEEN :first AND :last AND asin
    IS NOT NULL GROUP BY asin ORDER BY 1 DESC LIMIT 5) t

-- name: h392
SELECT sum(refund) FROM money WHERE day BETWEEN :first AND :last

-- name: h393
SELECT d.day, (SELECT sum(s.revenue) FROM sold s WHERE s.day BETWEEN d.day - 29 AND d.day) FROM
    (SELECT DISTINCT day FROM sold WHERE day BETWEEN :first AND :last) d

-- name: h394
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last

-- name: h397
SELECT s.asin, sum(s.fee_amount * t.per_euro / f.per_euro) FROM seller.storage_fees s JOIN rates f
    ON f.day = s.month AND f.currency = s.currency JOIN rates t ON t.day = s.month AND t.currency =
    :currency WHERE s.month BETWEEN :first AND :last GROUP BY 1

-- name: h398
SELECT keyword, sum(spend), sum(sales) FROM targeted WHERE day BETWEEN :first AND :last GROUP BY 1
    HAVING sum(spend) > sum(sales)

-- name: h401
SELECT currency, sum(paid) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h402
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND (asin IS NULL OR NOT asin IN
    (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%'))

-- name: h403
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: h404
SELECT country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country IN
    ('US', 'DE') GROUP BY 1

-- name: h405
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'

-- name: h406
SELECT sum(sales) FROM ads WHERE day BETWEEN :first AND :last

-- name: h408
SELECT brand, count(DISTINCT order_id) FILTER (WHERE status = 'Cancelled')::numeric /
    nullif(count(DISTINCT order_id), 0) FROM lines WHERE day BETWEEN :first AND :last AND brand IS
    NOT NULL GROUP BY 1

-- name: h409
SELECT asin, sum(units) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE' AND asin IS
    NOT NULL GROUP BY 1

-- name: h409 by revenue
SELECT asin, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND country <> 'DE' AND asin
    IS NOT NULL GROUP BY 1

-- name: h410
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    sum(units) > 5) o

-- name: h418
SELECT asin, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1

-- name: h419
SELECT asin, sum(revenue) / nullif(sum(units), 0) FROM sold WHERE day BETWEEN :first AND :last AND
    asin IS NOT NULL GROUP BY 1

-- name: h420
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last

-- name: h421
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND (asin IS NULL OR NOT asin IN
    (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE '%mug%'))

-- name: h422
SELECT count(*) FROM (SELECT order_id FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1 HAVING
    bool_or(asin IN (SELECT asin FROM offers WHERE title ILIKE '%mug%' OR local_title ILIKE
    '%mug%')) AND bool_or(asin IN (SELECT asin FROM offers WHERE title ILIKE '%bowl%' OR local_title
    ILIKE '%bowl%'))) o

-- name: h432
SELECT day, sum(sum(revenue)) OVER (ORDER BY day) FROM sold WHERE day BETWEEN :first AND :last GROUP
    BY 1

-- name: h433
SELECT brand, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND brand IS NOT NULL GROUP
    BY 1

-- name: h434
SELECT category, sum(profit) FROM earned WHERE day BETWEEN :first AND :last AND category IS NOT NULL
    GROUP BY 1

-- name: h437
SELECT count(DISTINCT brand) FROM sold WHERE day BETWEEN :first AND :last

-- name: h438
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: h439
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1
    ORDER BY 2 DESC OFFSET 3 LIMIT 3

-- name: h440
SELECT sku, sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND sku IS NOT NULL GROUP BY 1

-- name: h441
SELECT sum(units) FROM stock WHERE sku = :sku AND country = 'DE'

-- name: h442
SELECT sum(units) FROM sold WHERE day BETWEEN :first AND :last AND sku = :sku AND country = 'DE'

-- name: h443
SELECT day, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last GROUP BY 1

-- name: h444
SELECT day, country, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND
    country IN ('DE', 'UK') GROUP BY 1, 2

-- name: h445
SELECT day, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'US'
    GROUP BY 1

-- name: h446
SELECT count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first AND :last AND country = 'UK'

-- name: h447
SELECT count(DISTINCT order_id) FILTER (WHERE day BETWEEN :first AND :last), count(DISTINCT
    order_id) FILTER (WHERE day BETWEEN :before_first AND :before_last) FROM sold WHERE (day BETWEEN
    :first AND :last OR day BETWEEN :before_first AND :before_last) AND country = 'UK'

-- name: h448
SELECT date_trunc('week', day)::date, count(DISTINCT order_id) FROM sold WHERE day BETWEEN :first
    AND :last AND country = 'UK' GROUP BY 1

-- name: h327
SELECT sum(revenue) FROM sold WHERE day BETWEEN :first AND :last AND is_business
