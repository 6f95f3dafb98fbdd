-- The seller's facts as the gold answers read them: written by hand from the base tables, never
-- from the daily sums nor from what data/ compiles. Made once for a connection, as temporary tables.

-- Every day with the rate that was known on it: a weekend has the nearest earlier one.
CREATE TEMPORARY TABLE rates AS
WITH days AS (
    SELECT cast(d AS date) AS day
    FROM generate_series(timestamp '2024-09-01', timestamp '2028-12-31', interval '1 day') AS d
)
SELECT d.day, c.currency,
    CASE c.currency WHEN 'EUR' THEN 1 ELSE coalesce(
        (SELECT r.per_euro FROM app.fx_rates r WHERE r.currency = c.currency
            AND r.rate_on <= d.day ORDER BY r.rate_on DESC LIMIT 1),
        (SELECT r.per_euro FROM app.fx_rates r WHERE r.currency = c.currency
            ORDER BY r.rate_on LIMIT 1)) END AS per_euro
FROM days d CROSS JOIN (VALUES ('EUR'), ('USD'), ('GBP')) AS c (currency);
CREATE INDEX ON rates (currency, day);

-- Where Amazon speaks of the United Kingdom as GB, sellers say UK.
CREATE TEMPORARY TABLE places AS
SELECT marketplace_id, currency, time_zone,
    CASE country_code WHEN 'GB' THEN 'UK' ELSE country_code END AS country,
    CASE country_code WHEN 'DE' THEN 0.19 WHEN 'GB' THEN 0.20 ELSE 0 END AS vat_rate
FROM seller.marketplaces WHERE account_id = :account_id;

-- One row for each line of an order, and one for an order without lines.
CREATE TEMPORARY TABLE lines AS
SELECT o.amazon_order_id AS order_id, p.country, o.local_date AS day, o.local_hour AS hour,
    o.status, o.fulfillment_channel AS channel, o.is_business,
    i.order_item_id AS line_id, i.asin, i.sku, g.brand, g.category, i.quantity AS units, i.item_price_amount AS price,
    coalesce(i.item_discount_amount, 0) + coalesce(i.shipping_discount_amount, 0) AS discount,
    coalesce(i.shipping_price_amount, 0) + coalesce(i.gift_wrap_price_amount, 0) AS shipping,
    coalesce(i.currency, o.currency, p.currency) AS currency, p.vat_rate,
    (SELECT c.goods_amount + c.freight_amount + c.other_amount FROM seller.product_costs c
        WHERE c.account_id = :account_id AND c.item_kind = 'sku' AND c.item = i.sku
            AND c.valid_from <= o.local_date ORDER BY c.valid_from DESC LIMIT 1) AS cost_in_euro
FROM seller.orders o
JOIN places p ON p.marketplace_id = o.marketplace_id
LEFT JOIN seller.order_items i
    ON i.account_id = o.account_id AND i.amazon_order_id = o.amazon_order_id
LEFT JOIN seller.products g ON g.account_id = o.account_id AND g.asin = i.asin
WHERE o.account_id = :account_id;
CREATE INDEX ON lines (day);

-- Amounts that moved the balance, on the day Amazon first told of them: what was held back and
-- released later stands on the day of the former, and counts once.
CREATE TEMPORARY TABLE moved AS
SELECT coalesce(h.marketplace_id, t.marketplace_id) AS marketplace_id, p.country, p.vat_rate,
    coalesce(h.local_date, t.local_date) AS day, t.transaction_type = 'Shipment' AS is_sale,
    a.kind, a.asin, a.sku, g.brand, g.category, a.quantity AS units, a.currency, a.amount,
    a.kind IN ('sales', 'shipping', 'gift_wrap', 'tax', 'tax_withheld', 'promotion') AS is_buyers
FROM seller.transactions t
JOIN seller.transaction_amounts a
    ON a.account_id = t.account_id AND a.transaction_id = t.transaction_id
LEFT JOIN LATERAL (
    SELECT d.marketplace_id, d.local_date FROM seller.transactions d
    WHERE d.account_id = t.account_id AND NOT d.is_counted AND (
        d.transaction_id = t.deferred_transaction_id OR d.release_transaction_id = t.transaction_id)
    ORDER BY d.local_date LIMIT 1) h ON true
LEFT JOIN places p ON p.marketplace_id = coalesce(h.marketplace_id, t.marketplace_id)
LEFT JOIN seller.products g ON g.account_id = t.account_id AND g.asin = a.asin
WHERE t.account_id = :account_id AND t.is_counted;
CREATE INDEX ON moved (day);

-- What campaigns did: the totals of advertising. Products, keywords and search terms are told
-- by Amazon for Sponsored Products only.
CREATE TEMPORARY TABLE campaign_days AS
SELECT p.country, d.local_date AS day, d.ad_product,
    coalesce(c.name, d.campaign_name, d.campaign_id) AS campaign, d.currency, d.impressions,
    d.clicks, d.cost_amount, d.sales_amount, d.orders, d.units
FROM seller.ads_daily d
JOIN places p ON p.marketplace_id = d.marketplace_id
LEFT JOIN seller.ad_campaigns c ON c.account_id = d.account_id
    AND c.profile_id = d.profile_id AND c.campaign_id = d.campaign_id
WHERE d.account_id = :account_id;

CREATE TEMPORARY TABLE advertised_days AS
SELECT p.country, d.local_date AS day, d.asin, d.sku, g.brand, g.category, d.currency,
    d.impressions, d.clicks, d.cost_amount, d.sales_amount, d.orders, d.units
FROM seller.ad_products_daily d
JOIN places p ON p.marketplace_id = d.marketplace_id
LEFT JOIN seller.products g ON g.account_id = d.account_id AND g.asin = d.asin
WHERE d.account_id = :account_id;

CREATE TEMPORARY TABLE target_days AS
SELECT p.country, d.local_date AS day, d.profile_id, d.campaign_id, d.ad_group_id, d.target_id,
    d.expression AS keyword, d.match_type, t.kind, d.currency, d.impressions, d.clicks,
    d.cost_amount, d.sales_amount, d.orders
FROM seller.ad_targets_daily d
JOIN places p ON p.marketplace_id = d.marketplace_id
LEFT JOIN seller.ad_targets t ON t.account_id = d.account_id AND t.profile_id = d.profile_id
    AND t.target_id = d.target_id
WHERE d.account_id = :account_id;
CREATE INDEX ON target_days (day);

CREATE TEMPORARY TABLE term_days AS
SELECT p.country, d.local_date AS day, d.search_term, d.currency, d.impressions, d.clicks,
    d.cost_amount, d.sales_amount, d.orders
FROM seller.ad_search_terms d
JOIN places p ON p.marketplace_id = d.marketplace_id
WHERE d.account_id = :account_id;
CREATE INDEX ON term_days (day);

-- What lay in Amazon's warehouses on the evening of a day; on the newest day, now.
CREATE TEMPORARY TABLE stock_days AS
SELECT p.country, d.local_date AS day, d.sku, d.asin, g.brand, g.category,
    d.fulfillable_units AS units, d.inbound_units AS inbound, d.reserved_units AS reserved,
    d.unfulfillable_units AS unsellable
FROM seller.inventory_daily d
JOIN places p ON p.marketplace_id = d.marketplace_id
LEFT JOIN seller.products g ON g.account_id = d.account_id AND g.asin = d.asin
WHERE d.account_id = :account_id;
CREATE INDEX ON stock_days (country, day);

CREATE TEMPORARY TABLE offers AS
SELECT p.country, l.sku, l.asin, g.brand, g.category, g.title, l.title AS local_title,
    lower(l.status) = 'active' AS is_active,
    cast(l.opened_at AT TIME ZONE p.time_zone AS date) AS opened_on
FROM seller.listings l
JOIN places p ON p.marketplace_id = l.marketplace_id
LEFT JOIN seller.products g ON g.account_id = l.account_id AND g.asin = l.asin
WHERE l.account_id = :account_id;

-- Visits: Amazon's Sales and Traffic report.
CREATE TEMPORARY TABLE visits AS
SELECT p.country, d.local_date AS day, d.sessions, d.page_views, d.units, d.order_lines
FROM seller.traffic_daily d JOIN places p ON p.marketplace_id = d.marketplace_id
WHERE d.account_id = :account_id;

CREATE TEMPORARY TABLE product_visits AS
SELECT p.country, d.local_date AS day, d.asin, d.sessions, d.page_views, d.featured_offer_pct
FROM seller.traffic_product_daily d JOIN places p ON p.marketplace_id = d.marketplace_id
WHERE d.account_id = :account_id;
CREATE INDEX ON product_visits (day);

CREATE TEMPORARY TABLE age_days AS
SELECT p.country, d.local_date AS day, d.sku,
    d.age_181_to_270_units + d.age_271_to_365_units + d.age_over_365_units AS old_units
FROM seller.inventory_planning d JOIN places p ON p.marketplace_id = d.marketplace_id
WHERE d.account_id = :account_id;

-- Expenses of the shop, shared out over the days they are for.
CREATE TEMPORARY TABLE expense_days AS
SELECT cast(d AS date) AS day, e.currency, CASE e.spread WHEN 'once' THEN e.amount
    WHEN 'daily' THEN e.amount / (e.ends_on - e.starts_on + 1)
    ELSE e.amount / extract(day FROM date_trunc('month', d) + interval '1 month - 1 day') END AS amount
FROM seller.expenses e CROSS JOIN generate_series(e.starts_on::timestamp, CASE e.spread
    WHEN 'once' THEN e.starts_on ELSE coalesce(e.ends_on, date '2028-12-31') END::timestamp,
    interval '1 day') d
WHERE e.account_id = :account_id;
