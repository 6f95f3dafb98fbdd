-- What the gold statements select from: the facts with money in one currency ({currency}) at the
-- rate of each day, and stock as it was on the evening of {last}. Made anew where these change.

CREATE OR REPLACE TEMPORARY VIEW factors AS
SELECT f.day, f.currency, t.per_euro / f.per_euro AS factor
FROM rates f JOIN rates t ON t.day = f.day AND t.currency = '{currency}';

-- Orders that were not cancelled, line by line.
CREATE OR REPLACE TEMPORARY VIEW sold AS
SELECT l.order_id, l.country, l.day, l.hour, l.status, l.channel, l.line_id, l.asin, l.sku, l.brand,
    l.category, l.units, l.price * f.factor AS revenue, l.discount * f.factor AS discount,
    l.shipping * f.factor AS shipping, l.currency, l.price AS paid,
    l.units * l.cost_in_euro * e.per_euro AS cost,
    (coalesce(l.price, 0) + l.shipping - l.discount) * f.factor * l.vat_rate / (1 + l.vat_rate) AS vat
FROM lines l
JOIN factors f ON f.day = l.day AND f.currency = l.currency
JOIN rates e ON e.day = l.day AND e.currency = '{currency}'
WHERE l.status <> 'Cancelled';

-- Amounts that moved, costs with a plus: fees as Amazon took them, refunds as buyers got them.
CREATE OR REPLACE TEMPORARY VIEW money AS
SELECT m.country, m.day, m.asin, m.sku, m.brand, m.category, m.kind, m.currency,
    CASE WHEN m.is_buyers AND NOT m.is_sale THEN -m.amount * f.factor ELSE 0 END AS refund,
    CASE WHEN m.is_buyers AND NOT m.is_sale
        THEN -m.amount * f.factor * coalesce(m.vat_rate / (1 + m.vat_rate), 0) ELSE 0 END AS refund_vat,
    CASE WHEN m.kind = 'sales' AND NOT m.is_sale THEN m.units ELSE 0 END AS refund_units,
    CASE WHEN m.kind IN ('referral_fee', 'fulfilment_fee', 'closing_fee', 'refund_fee',
        'storage_fee', 'subscription', 'other_fee') THEN -m.amount * f.factor ELSE 0 END AS fee,
    CASE WHEN m.kind = 'reimbursement' THEN m.amount * f.factor ELSE 0 END AS reimbursed
FROM moved m JOIN factors f ON f.day = m.day AND f.currency = m.currency;

CREATE OR REPLACE TEMPORARY VIEW ads AS
SELECT d.country, d.day, d.ad_product, d.campaign, d.impressions, d.clicks,
    d.cost_amount * f.factor AS spend, d.sales_amount * f.factor AS sales, d.orders
FROM campaign_days d JOIN factors f ON f.day = d.day AND f.currency = d.currency;

CREATE OR REPLACE TEMPORARY VIEW advertised AS
SELECT d.country, d.day, d.asin, d.sku, d.brand, d.category, d.impressions, d.clicks,
    d.cost_amount * f.factor AS spend, d.sales_amount * f.factor AS sales, d.orders
FROM advertised_days d JOIN factors f ON f.day = d.day AND f.currency = d.currency;

CREATE OR REPLACE TEMPORARY VIEW targeted AS
SELECT d.country, d.day, d.profile_id, d.campaign_id, d.ad_group_id, d.target_id, d.keyword,
    d.match_type, d.kind, d.impressions, d.clicks, d.cost_amount * f.factor AS spend,
    d.sales_amount * f.factor AS sales, d.orders
FROM target_days d JOIN factors f ON f.day = d.day AND f.currency = d.currency;

CREATE OR REPLACE TEMPORARY VIEW searched AS
SELECT d.country, d.day, d.search_term, d.impressions, d.clicks, d.cost_amount * f.factor AS spend,
    d.sales_amount * f.factor AS sales, d.orders
FROM term_days d JOIN factors f ON f.day = d.day AND f.currency = d.currency;

CREATE OR REPLACE TEMPORARY VIEW stock AS
SELECT s.* FROM stock_days s
WHERE s.day = (SELECT max(d.day) FROM stock_days d
    WHERE d.country = s.country AND d.day <= date '{last}');

-- What products earn, in rows that add up: what was sold, what moved, what advertising cost.
CREATE OR REPLACE TEMPORARY VIEW earned AS
SELECT country, day, asin, sku, brand, category, revenue,
    coalesce(revenue, 0) + shipping - discount - vat - coalesce(cost, 0) AS profit FROM sold
UNION ALL SELECT country, day, asin, sku, brand, category, 0,
    reimbursed - refund + refund_vat - fee FROM money
UNION ALL SELECT country, day, asin, sku, brand, category, 0, -spend FROM advertised
UNION ALL SELECT country, day, NULL, NULL, NULL, NULL, 0, -spend FROM ads
UNION ALL SELECT country, day, NULL, NULL, NULL, NULL, 0, spend FROM advertised;

CREATE OR REPLACE TEMPORARY VIEW paid_out AS
SELECT p.country, cast(coalesce(s.deposited_at, s.ends_at) AT TIME ZONE p.time_zone AS date) AS day,
    s.total_amount * f.factor AS amount
FROM seller.settlements s
JOIN places p ON p.marketplace_id = s.marketplace_id
JOIN factors f ON f.currency = s.currency
    AND f.day = cast(coalesce(s.deposited_at, s.ends_at) AT TIME ZONE p.time_zone AS date);

CREATE OR REPLACE TEMPORARY VIEW settled AS
SELECT p.country, l.local_date AS day, l.amount * f.factor AS amount
FROM seller.settlement_lines l
LEFT JOIN places p ON p.marketplace_id = l.marketplace_id
JOIN factors f ON f.day = l.local_date AND f.currency = l.currency;

CREATE OR REPLACE TEMPORARY VIEW came_back AS
SELECT p.country, r.local_date AS day, r.asin, r.sku, r.reason, r.quantity AS units
FROM seller.returns r LEFT JOIN places p ON p.marketplace_id = r.marketplace_id;

-- How many units a day each offer sells while it is on sale and in stock, over the 30 whole days
-- before {last}. Only a picture of an empty shelf takes a day off. An offer that sold or lay in
-- stock in the 30 days before those was on sale all the time; a newer one since its first sale,
-- its first piece, or its opening where stock was not counted before.
CREATE OR REPLACE TEMPORARY VIEW pace AS
WITH seen AS (
    SELECT country, asin, sku, sum(units) FILTER (WHERE day >= date '{last}' - 30) AS units,
        min(day) FILTER (WHERE units > 0) AS first_sale
    FROM sold WHERE day BETWEEN date '{last}' - 60 AND date '{last}' - 1 AND asin IS NOT NULL
    GROUP BY 1, 2, 3
), shelves AS (
    SELECT country, sku, min(day) FILTER (WHERE units > 0) AS first_piece
    FROM stock_days WHERE day BETWEEN date '{last}' - 60 AND date '{last}' - 1 GROUP BY 1, 2
), sold_and_stocked AS (
    SELECT country, asin, sku, units, cast(NULL AS integer) AS stock FROM seen
    UNION ALL SELECT country, asin, sku, NULL, units FROM stock
), each_offer AS (
    SELECT k.country, k.asin, k.sku, sum(k.units) AS units, sum(k.stock) AS stock
    FROM sold_and_stocked k GROUP BY 1, 2, 3
), on_sale AS (
    SELECT e.*, greatest(date '{last}' - 30, CASE
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
    greatest(date '{last}' - e.since, 0) - (SELECT count(*) FROM stock_days d
        WHERE d.country = e.country AND d.sku = e.sku AND d.units <= 0
            AND d.day BETWEEN e.since AND date '{last}' - 1), 0) AS a_day
FROM on_sale e;
