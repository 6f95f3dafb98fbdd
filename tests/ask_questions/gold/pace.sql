-- How many units a day each offer sells while it is on sale and in stock, over the 30 days
-- up to {until}. Only a picture of an empty shelf takes a day off. An offer that sold or lay in
-- stock in the 30 days before those was on sale all the time; a newer one since its first sale,
-- its first piece, or its opening where stock was not counted before.
CREATE OR REPLACE TEMPORARY VIEW {name} AS
WITH seen AS (
    SELECT country, asin, sku, sum(units) FILTER (WHERE day >= date '{until}' - 29) AS units,
        min(day) FILTER (WHERE units > 0) AS first_sale
    FROM sold WHERE day BETWEEN date '{until}' - 59 AND date '{until}' AND asin IS NOT NULL
    GROUP BY 1, 2, 3
), shelves AS (
    SELECT country, sku, min(day) FILTER (WHERE units > 0) AS first_piece
    FROM stock_days WHERE day BETWEEN date '{until}' - 59 AND date '{until}' GROUP BY 1, 2
), sold_and_stocked AS (
    SELECT country, asin, sku, units, cast(NULL AS integer) AS stock FROM seen
    UNION ALL SELECT country, asin, sku, NULL, units FROM stock
), each_offer AS (
    SELECT k.country, k.asin, k.sku, sum(k.units) AS units, sum(k.stock) AS stock
    FROM sold_and_stocked k GROUP BY 1, 2, 3
), on_sale AS (
    SELECT e.*, greatest(date '{until}' - 29, CASE
        WHEN (SELECT min(day) FROM stock_days d WHERE d.country = e.country) < h.first_piece
            THEN least(h.first_piece, s.first_sale)
        WHEN o.opened_on IS NOT NULL THEN least(o.opened_on, h.first_piece, s.first_sale)
        END) AS since
    FROM each_offer e
    LEFT JOIN seen s ON (s.country, s.asin, s.sku) = (e.country, e.asin, e.sku)
    LEFT JOIN shelves h ON (h.country, h.sku) = (e.country, e.sku)
    LEFT JOIN offers o ON (o.country, o.sku) = (e.country, e.sku)
)
SELECT e.country, e.asin, e.sku, e.stock, cast(e.units AS numeric) / nullif(
    greatest(date '{until}' - e.since + 1, 0) - (SELECT count(*) FROM stock_days d
        WHERE d.country = e.country AND d.sku = e.sku AND d.units <= 0
            AND d.day BETWEEN e.since AND date '{until}'), 0) AS a_day
FROM on_sale e;
