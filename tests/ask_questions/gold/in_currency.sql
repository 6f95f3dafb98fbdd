-- The facts with money in one currency ({currency}), at the rate of each day. Made once for each
-- currency that is asked for.

CREATE TEMPORARY TABLE factors_{currency} AS
SELECT f.day, f.currency, t.per_euro / f.per_euro AS factor
FROM rates f JOIN rates t ON t.day = f.day AND t.currency = '{currency}';
CREATE INDEX ON factors_{currency} (currency, day);
ANALYZE factors_{currency};

-- Orders that were not cancelled, line by line.
CREATE TEMPORARY TABLE sold_{currency} AS
SELECT l.order_id, l.country, l.day, l.hour, l.status, l.channel, l.is_business, l.line_id,
    l.asin, l.sku, l.brand, l.category, l.units, l.price * f.factor AS revenue, l.discount * f.factor AS discount,
    l.shipping * f.factor AS shipping, l.currency, l.price AS paid, l.vat_rate,
    l.units * l.cost_in_euro * e.per_euro AS cost,
    (coalesce(l.price, 0) + l.shipping - l.discount) * f.factor * l.vat_rate / (1 + l.vat_rate) AS vat
FROM lines l
JOIN factors_{currency} f ON f.day = l.day AND f.currency = l.currency
JOIN rates e ON e.day = l.day AND e.currency = '{currency}'
WHERE l.status <> 'Cancelled';
CREATE INDEX ON sold_{currency} (day);

-- Amounts that moved, costs with a plus: fees as Amazon took them, refunds as buyers got them.
CREATE TEMPORARY TABLE money_{currency} AS
SELECT m.country, m.day, m.asin, m.sku, m.brand, m.category, m.kind, m.currency,
    CASE WHEN m.is_buyers AND NOT m.is_sale THEN -m.amount * f.factor ELSE 0 END AS refund,
    CASE WHEN m.is_buyers AND NOT m.is_sale
        THEN -m.amount * f.factor * coalesce(m.vat_rate / (1 + m.vat_rate), 0) ELSE 0 END AS refund_vat,
    CASE WHEN m.kind = 'sales' AND NOT m.is_sale THEN m.units ELSE 0 END AS refund_units,
    CASE WHEN m.kind IN ('referral_fee', 'fulfilment_fee', 'closing_fee', 'refund_fee',
        'storage_fee', 'subscription', 'other_fee') THEN -m.amount * f.factor ELSE 0 END AS fee,
    CASE WHEN m.kind = 'reimbursement' THEN m.amount * f.factor ELSE 0 END AS reimbursed
FROM moved m JOIN factors_{currency} f ON f.day = m.day AND f.currency = m.currency;
CREATE INDEX ON money_{currency} (day);

CREATE TEMPORARY TABLE ads_{currency} AS
SELECT d.country, d.day, d.ad_product, d.campaign, d.impressions, d.clicks,
    d.cost_amount * f.factor AS spend, d.sales_amount * f.factor AS sales, d.orders
FROM campaign_days d JOIN factors_{currency} f ON f.day = d.day AND f.currency = d.currency;
CREATE INDEX ON ads_{currency} (day);

CREATE TEMPORARY TABLE advertised_{currency} AS
SELECT d.country, d.day, d.asin, d.sku, d.brand, d.category, d.impressions, d.clicks,
    d.cost_amount * f.factor AS spend, d.sales_amount * f.factor AS sales, d.orders
FROM advertised_days d JOIN factors_{currency} f ON f.day = d.day AND f.currency = d.currency;
CREATE INDEX ON advertised_{currency} (day);

CREATE TEMPORARY TABLE targeted_{currency} AS
SELECT d.country, d.day, d.profile_id, d.campaign_id, d.ad_group_id, d.target_id, d.keyword,
    d.match_type, d.kind, d.impressions, d.clicks, d.cost_amount * f.factor AS spend,
    d.sales_amount * f.factor AS sales, d.orders
FROM target_days d JOIN factors_{currency} f ON f.day = d.day AND f.currency = d.currency;
CREATE INDEX ON targeted_{currency} (day);

CREATE TEMPORARY TABLE searched_{currency} AS
SELECT d.country, d.day, d.search_term, d.impressions, d.clicks, d.cost_amount * f.factor AS spend,
    d.sales_amount * f.factor AS sales, d.orders
FROM term_days d JOIN factors_{currency} f ON f.day = d.day AND f.currency = d.currency;
CREATE INDEX ON searched_{currency} (day);

-- What products earn, in rows that add up: what was sold, what moved, what advertising cost.
CREATE TEMPORARY TABLE earned_{currency} AS
SELECT country, day, asin, sku, brand, category, revenue,
    coalesce(revenue, 0) + shipping - discount - vat - coalesce(cost, 0) AS profit FROM sold_{currency}
UNION ALL SELECT country, day, asin, sku, brand, category, 0,
    reimbursed - refund + refund_vat - fee FROM money_{currency}
UNION ALL SELECT country, day, asin, sku, brand, category, 0, -spend FROM advertised_{currency}
UNION ALL SELECT country, day, NULL, NULL, NULL, NULL, 0, -spend FROM ads_{currency}
UNION ALL SELECT country, day, NULL, NULL, NULL, NULL, 0, spend FROM advertised_{currency};
CREATE INDEX ON earned_{currency} (day);

CREATE TEMPORARY TABLE paid_out_{currency} AS
SELECT p.country, cast(coalesce(s.deposited_at, s.ends_at) AT TIME ZONE p.time_zone AS date) AS day,
    s.total_amount * f.factor AS amount
FROM seller.settlements s
JOIN places p ON p.marketplace_id = s.marketplace_id
JOIN factors_{currency} f ON f.currency = s.currency
    AND f.day = cast(coalesce(s.deposited_at, s.ends_at) AT TIME ZONE p.time_zone AS date);
CREATE INDEX ON paid_out_{currency} (day);

CREATE TEMPORARY TABLE settled_{currency} AS
SELECT p.country, l.local_date AS day, l.amount * f.factor AS amount
FROM seller.settlement_lines l
LEFT JOIN places p ON p.marketplace_id = l.marketplace_id
JOIN factors_{currency} f ON f.day = l.local_date AND f.currency = l.currency;
CREATE INDEX ON settled_{currency} (day);

CREATE TEMPORARY TABLE spent_{currency} AS
SELECT d.day, d.amount * f.factor AS amount
FROM expense_days d JOIN factors_{currency} f ON f.day = d.day AND f.currency = d.currency;
CREATE INDEX ON spent_{currency} (day);
