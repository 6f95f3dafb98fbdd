-- The views that people and Ask may read, in everyday words and without account numbers. They run
-- with the rights of who reads (security_invoker), so row-level security decides which rows.
-- core/report_views.txt names the same views and columns; a test holds that.

CREATE SCHEMA report;

CREATE VIEW report.calendar WITH (security_invoker = true) AS
SELECT
    d.day AS date,
    date_trunc('week', d.day)::date AS week,
    date_trunc('month', d.day)::date AS month,
    date_trunc('quarter', d.day)::date AS quarter,
    extract(year FROM d.day)::int AS year,
    extract(isodow FROM d.day)::int AS weekday,
    extract(isodow FROM d.day) > 5 AS is_weekend
FROM (
    SELECT generate_series(timestamp '2015-01-01', timestamp '2035-12-31', interval '1 day')::date
        AS day
) d;

COMMENT ON VIEW report.calendar IS
    'One row per day, from 2015 to 2035.';
COMMENT ON COLUMN report.calendar.date IS 'The day.';
COMMENT ON COLUMN report.calendar.week IS 'The Monday of its week.';
COMMENT ON COLUMN report.calendar.month IS 'The first day of its month.';
COMMENT ON COLUMN report.calendar.quarter IS 'The first day of its quarter.';
COMMENT ON COLUMN report.calendar.year IS 'Its year, such as 2026.';
COMMENT ON COLUMN report.calendar.weekday IS '1 is Monday, 7 is Sunday.';
COMMENT ON COLUMN report.calendar.is_weekend IS 'Whether it is a Saturday or a Sunday.';

CREATE VIEW report.marketplaces WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    m.name,
    m.currency,
    m.time_zone,
    m.is_participating
FROM seller.marketplaces m;

COMMENT ON VIEW report.marketplaces IS
    'One row per marketplace that the account knows.';
COMMENT ON COLUMN report.marketplaces.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.marketplaces.name IS 'Its name, such as Germany.';
COMMENT ON COLUMN report.marketplaces.currency IS 'The currency that buyers pay in.';
COMMENT ON COLUMN report.marketplaces.time_zone IS 'The time zone of its days.';
COMMENT ON COLUMN report.marketplaces.is_participating IS 'Whether the account sells there.';

CREATE VIEW report.products WITH (security_invoker = true) AS
SELECT
    p.asin,
    o.sku,
    p.title,
    p.brand,
    p.category,
    p.color,
    p.size,
    p.parent_asin,
    o.price_amount AS price,
    o.currency,
    coalesce(o.is_active, false) AS is_active,
    jsonb_strip_nulls(jsonb_build_object('color', p.color, 'size', p.size)) AS attributes
FROM seller.products p
LEFT JOIN (
    SELECT DISTINCT ON (l.account_id, l.asin) l.account_id, l.asin, l.sku, l.price_amount,
        l.currency, l.status = 'Active' AS is_active
    FROM seller.listings l
    ORDER BY l.account_id, l.asin, (l.status = 'Active') DESC NULLS LAST, l.marketplace_id, l.sku
) o ON o.account_id = p.account_id AND o.asin = p.asin;

COMMENT ON VIEW report.products IS
    'One row per product (ASIN).';
COMMENT ON COLUMN report.products.asin IS 'Amazon''s number of the product.';
COMMENT ON COLUMN report.products.sku IS
    'The seller''s number of its first offer; listings holds all of them.';
COMMENT ON COLUMN report.products.title IS 'Its title.';
COMMENT ON COLUMN report.products.brand IS 'Its brand.';
COMMENT ON COLUMN report.products.category IS 'Amazon''s category.';
COMMENT ON COLUMN report.products.color IS 'Its color.';
COMMENT ON COLUMN report.products.size IS 'Its size.';
COMMENT ON COLUMN report.products.parent_asin IS 'The product whose variation it is.';
COMMENT ON COLUMN report.products.price IS
    'The price of its first offer, active ones first; listings holds all of them.';
COMMENT ON COLUMN report.products.currency IS 'The currency of the price.';
COMMENT ON COLUMN report.products.is_active IS 'Whether any of its offers is active.';
COMMENT ON COLUMN report.products.attributes IS 'Color and size as JSON.';

CREATE VIEW report.listings WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    l.sku,
    l.asin,
    coalesce(l.title, p.title) AS title,
    p.brand,
    p.category,
    l.fulfillment_channel,
    l.price_amount AS price,
    l.currency,
    l.status,
    l.status IS NOT DISTINCT FROM 'Active' AS is_active,
    l.condition,
    l.opened_at
FROM seller.listings l
LEFT JOIN seller.marketplaces m
    ON m.account_id = l.account_id AND m.marketplace_id = l.marketplace_id
LEFT JOIN seller.products p ON p.account_id = l.account_id AND p.asin = l.asin;

COMMENT ON VIEW report.listings IS
    'One row per offer: a SKU in a marketplace.';
COMMENT ON COLUMN report.listings.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.listings.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.listings.asin IS 'The product.';
COMMENT ON COLUMN report.listings.title IS 'Its title.';
COMMENT ON COLUMN report.listings.brand IS 'Its brand.';
COMMENT ON COLUMN report.listings.category IS 'Amazon''s category.';
COMMENT ON COLUMN report.listings.fulfillment_channel IS 'Who ships: Amazon or the seller.';
COMMENT ON COLUMN report.listings.price IS 'The price now.';
COMMENT ON COLUMN report.listings.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.listings.status IS 'Active or not, in Amazon''s words.';
COMMENT ON COLUMN report.listings.is_active IS 'Whether buyers can order it.';
COMMENT ON COLUMN report.listings.condition IS 'New or used.';
COMMENT ON COLUMN report.listings.opened_at IS 'When the offer was made.';

CREATE VIEW report.orders WITH (security_invoker = true) AS
SELECT
    o.amazon_order_id AS order_id,
    m.country_code AS marketplace,
    o.local_date AS order_date,
    o.local_hour AS order_hour,
    o.purchased_at AS ordered_at,
    o.status,
    o.status = 'Cancelled' AS is_cancelled,
    o.is_business,
    o.fulfillment_channel,
    o.currency,
    coalesce(i.units, 0) AS units,
    i.product_sales,
    i.discount_amount,
    i.shipping_amount,
    i.tax_amount,
    o.last_updated_at AS updated_at
FROM seller.orders o
LEFT JOIN seller.marketplaces m
    ON m.account_id = o.account_id AND m.marketplace_id = o.marketplace_id
LEFT JOIN (
    SELECT l.account_id, l.amazon_order_id, sum(l.quantity)::int AS units,
        sum(l.item_price_amount) AS product_sales,
        sum(coalesce(l.item_discount_amount, 0) + coalesce(l.shipping_discount_amount, 0))
            AS discount_amount,
        sum(coalesce(l.shipping_price_amount, 0)) AS shipping_amount,
        sum(coalesce(l.item_tax_amount, 0) + coalesce(l.shipping_tax_amount, 0)
            + coalesce(l.gift_wrap_tax_amount, 0)) AS tax_amount
    FROM seller.order_items l GROUP BY l.account_id, l.amazon_order_id
) i ON i.account_id = o.account_id AND i.amazon_order_id = o.amazon_order_id;

COMMENT ON VIEW report.orders IS
    'One row per order, cancelled ones too.';
COMMENT ON COLUMN report.orders.order_id IS 'Amazon''s number of the order.';
COMMENT ON COLUMN report.orders.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.orders.order_date IS 'The day of the order at the marketplace.';
COMMENT ON COLUMN report.orders.order_hour IS 'The hour of the order at the marketplace, 0 to 23.';
COMMENT ON COLUMN report.orders.ordered_at IS 'The instant of the order.';
COMMENT ON COLUMN report.orders.status IS 'Pending, Unshipped, Shipped, Cancelled and so on.';
COMMENT ON COLUMN report.orders.is_cancelled IS
    'Whether it was cancelled: sales do not count these.';
COMMENT ON COLUMN report.orders.is_business IS 'Whether the buyer is a business.';
COMMENT ON COLUMN report.orders.fulfillment_channel IS 'Who ships: Amazon or the seller.';
COMMENT ON COLUMN report.orders.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.orders.units IS 'Units in the order.';
COMMENT ON COLUMN report.orders.product_sales IS
    'The price of its products; null while Amazon has not told it.';
COMMENT ON COLUMN report.orders.discount_amount IS 'Discounts of promotions.';
COMMENT ON COLUMN report.orders.shipping_amount IS 'What the buyer paid for shipping.';
COMMENT ON COLUMN report.orders.tax_amount IS 'Tax that the buyer paid.';
COMMENT ON COLUMN report.orders.updated_at IS 'When Amazon last changed it.';

CREATE VIEW report.order_items WITH (security_invoker = true) AS
SELECT
    i.amazon_order_id AS order_id,
    i.order_item_id,
    m.country_code AS marketplace,
    o.local_date AS order_date,
    o.status,
    o.status = 'Cancelled' AS is_cancelled,
    i.asin,
    i.sku,
    i.quantity,
    i.currency,
    i.item_price_amount AS item_price,
    i.item_tax_amount AS item_tax,
    i.item_discount_amount AS item_discount,
    i.shipping_price_amount AS shipping_price,
    CASE WHEN r.units IS NULL THEN 0
        WHEN EXISTS (SELECT FROM seller.order_items e WHERE e.account_id = i.account_id
            AND e.amazon_order_id = i.amazon_order_id AND e.sku = i.sku
            AND e.order_item_id < i.order_item_id) THEN 0
        ELSE r.units END AS returned_quantity
FROM seller.order_items i
JOIN seller.orders o ON o.account_id = i.account_id AND o.amazon_order_id = i.amazon_order_id
LEFT JOIN seller.marketplaces m
    ON m.account_id = o.account_id AND m.marketplace_id = o.marketplace_id
LEFT JOIN (
    SELECT b.account_id, b.amazon_order_id, b.sku, sum(b.quantity)::int AS units
    FROM seller.returns b GROUP BY b.account_id, b.amazon_order_id, b.sku
) r ON r.account_id = i.account_id AND r.amazon_order_id = i.amazon_order_id AND r.sku = i.sku;

COMMENT ON VIEW report.order_items IS
    'One row per line of an order, those of cancelled orders too.';
COMMENT ON COLUMN report.order_items.order_id IS 'Amazon''s number of the order.';
COMMENT ON COLUMN report.order_items.order_item_id IS 'Amazon''s number of the line.';
COMMENT ON COLUMN report.order_items.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.order_items.order_date IS 'The day of the order at the marketplace.';
COMMENT ON COLUMN report.order_items.status IS 'How far the order has come.';
COMMENT ON COLUMN report.order_items.is_cancelled IS
    'Whether the order was cancelled: sales do not count these.';
COMMENT ON COLUMN report.order_items.asin IS 'The product.';
COMMENT ON COLUMN report.order_items.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.order_items.quantity IS 'Units of the line.';
COMMENT ON COLUMN report.order_items.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.order_items.item_price IS
    'The price of all units of the line; null while Amazon has not told it.';
COMMENT ON COLUMN report.order_items.item_tax IS 'The tax on it.';
COMMENT ON COLUMN report.order_items.item_discount IS 'The discount on it.';
COMMENT ON COLUMN report.order_items.shipping_price IS 'What the buyer paid for shipping.';
COMMENT ON COLUMN report.order_items.returned_quantity IS
    'Units sent back; those of a SKU stand on its first line of the order.';

CREATE VIEW report.sales_daily WITH (security_invoker = true) AS
SELECT
    s.local_date AS date,
    m.country_code AS marketplace,
    s.currency,
    s.orders,
    s.cancelled_orders,
    s.pending_orders,
    s.units,
    s.revenue_amount AS product_sales,
    s.tax_amount,
    s.discount_amount,
    s.shipping_amount
FROM seller.sales_daily s
LEFT JOIN seller.marketplaces m
    ON m.account_id = s.account_id AND m.marketplace_id = s.marketplace_id;

COMMENT ON VIEW report.sales_daily IS
    'Sales by day and marketplace.';
COMMENT ON COLUMN report.sales_daily.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.sales_daily.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.sales_daily.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.sales_daily.orders IS 'Orders, without cancelled ones.';
COMMENT ON COLUMN report.sales_daily.cancelled_orders IS 'Orders that were cancelled.';
COMMENT ON COLUMN report.sales_daily.pending_orders IS 'Orders that Amazon has not confirmed yet.';
COMMENT ON COLUMN report.sales_daily.units IS 'Units ordered, without cancelled orders.';
COMMENT ON COLUMN report.sales_daily.product_sales IS
    'Ordered product sales, before refunds (revenue).';
COMMENT ON COLUMN report.sales_daily.tax_amount IS 'Tax that buyers paid.';
COMMENT ON COLUMN report.sales_daily.discount_amount IS 'Discounts of promotions.';
COMMENT ON COLUMN report.sales_daily.shipping_amount IS 'What buyers paid for shipping.';

CREATE VIEW report.sales_hourly WITH (security_invoker = true) AS
SELECT
    s.local_date AS date,
    s.local_hour AS hour,
    m.country_code AS marketplace,
    s.currency,
    s.orders,
    s.cancelled_orders,
    s.pending_orders,
    s.units,
    s.revenue_amount AS product_sales,
    s.tax_amount,
    s.discount_amount,
    s.shipping_amount
FROM seller.sales_hourly s
LEFT JOIN seller.marketplaces m
    ON m.account_id = s.account_id AND m.marketplace_id = s.marketplace_id;

COMMENT ON VIEW report.sales_hourly IS
    'Sales by hour and marketplace.';
COMMENT ON COLUMN report.sales_hourly.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.sales_hourly.hour IS 'The hour at the marketplace, 0 to 23.';
COMMENT ON COLUMN report.sales_hourly.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.sales_hourly.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.sales_hourly.orders IS 'Orders, without cancelled ones.';
COMMENT ON COLUMN report.sales_hourly.cancelled_orders IS 'Orders that were cancelled.';
COMMENT ON COLUMN report.sales_hourly.pending_orders IS 'Orders that Amazon has not confirmed yet.';
COMMENT ON COLUMN report.sales_hourly.units IS 'Units ordered, without cancelled orders.';
COMMENT ON COLUMN report.sales_hourly.product_sales IS
    'Ordered product sales, before refunds (revenue).';
COMMENT ON COLUMN report.sales_hourly.tax_amount IS 'Tax that buyers paid.';
COMMENT ON COLUMN report.sales_hourly.discount_amount IS 'Discounts of promotions.';
COMMENT ON COLUMN report.sales_hourly.shipping_amount IS 'What buyers paid for shipping.';

CREATE VIEW report.sales_by_product WITH (security_invoker = true) AS
SELECT
    s.local_date AS date,
    m.country_code AS marketplace,
    s.asin,
    s.sku,
    s.currency,
    s.orders,
    s.cancelled_orders,
    s.pending_orders,
    s.units,
    s.revenue_amount AS product_sales,
    s.tax_amount,
    s.discount_amount,
    s.shipping_amount
FROM seller.sales_product_daily s
LEFT JOIN seller.marketplaces m
    ON m.account_id = s.account_id AND m.marketplace_id = s.marketplace_id;

COMMENT ON VIEW report.sales_by_product IS
    'Sales by day, marketplace and offer. Orders of several products stand with each: do not add orders up over products.';
COMMENT ON COLUMN report.sales_by_product.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.sales_by_product.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.sales_by_product.asin IS 'The product.';
COMMENT ON COLUMN report.sales_by_product.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.sales_by_product.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.sales_by_product.orders IS 'Orders, without cancelled ones.';
COMMENT ON COLUMN report.sales_by_product.cancelled_orders IS 'Orders that were cancelled.';
COMMENT ON COLUMN report.sales_by_product.pending_orders IS
    'Orders that Amazon has not confirmed yet.';
COMMENT ON COLUMN report.sales_by_product.units IS 'Units ordered, without cancelled orders.';
COMMENT ON COLUMN report.sales_by_product.product_sales IS
    'Ordered product sales, before refunds (revenue).';
COMMENT ON COLUMN report.sales_by_product.tax_amount IS 'Tax that buyers paid.';
COMMENT ON COLUMN report.sales_by_product.discount_amount IS 'Discounts of promotions.';
COMMENT ON COLUMN report.sales_by_product.shipping_amount IS 'What buyers paid for shipping.';

CREATE VIEW report.returns WITH (security_invoker = true) AS
SELECT
    r.local_date AS returned_date,
    m.country_code AS marketplace,
    r.amazon_order_id AS order_id,
    r.asin,
    r.sku,
    r.quantity,
    r.reason,
    r.disposition,
    r.status,
    r.channel,
    r.currency,
    r.refunded_amount
FROM seller.returns r
LEFT JOIN seller.marketplaces m
    ON m.account_id = r.account_id AND m.marketplace_id = r.marketplace_id;

COMMENT ON VIEW report.returns IS
    'One row per return.';
COMMENT ON COLUMN report.returns.returned_date IS 'The day of the return.';
COMMENT ON COLUMN report.returns.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.returns.order_id IS 'Amazon''s number of the order.';
COMMENT ON COLUMN report.returns.asin IS 'The product.';
COMMENT ON COLUMN report.returns.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.returns.quantity IS 'Units sent back.';
COMMENT ON COLUMN report.returns.reason IS 'Why, in Amazon''s words.';
COMMENT ON COLUMN report.returns.disposition IS 'In which state it came back.';
COMMENT ON COLUMN report.returns.status IS 'What became of it.';
COMMENT ON COLUMN report.returns.channel IS 'Sent back to Amazon or to the seller.';
COMMENT ON COLUMN report.returns.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.returns.refunded_amount IS
    'What the buyer got back, where the report tells it.';

CREATE VIEW report.money_daily WITH (security_invoker = true) AS
SELECT
    d.local_date AS date,
    m.country_code AS marketplace,
    d.currency,
    d.refund_amount,
    d.refund_units,
    d.charged_amount,
    d.commission_amount AS commission,
    d.fulfilment_fee_amount AS fulfilment_fees,
    d.storage_fee_amount AS storage_fees,
    d.closing_fee_amount AS closing_fees,
    d.refund_fee_amount AS refund_fees,
    d.subscription_amount AS subscription,
    d.other_fee_amount AS other_fees,
    d.reimbursement_amount AS reimbursements,
    d.advertising_amount AS advertising,
    d.other_amount
FROM seller.money_daily d
LEFT JOIN seller.marketplaces m
    ON m.account_id = d.account_id AND m.marketplace_id = d.marketplace_id;

COMMENT ON VIEW report.money_daily IS
    'Refunds, fees and other money by day and marketplace, on the day on which Amazon first told of it.';
COMMENT ON COLUMN report.money_daily.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.money_daily.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.money_daily.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.money_daily.refund_amount IS 'Refunded to buyers, as a positive amount.';
COMMENT ON COLUMN report.money_daily.refund_units IS 'Units refunded.';
COMMENT ON COLUMN report.money_daily.charged_amount IS 'What buyers were charged.';
COMMENT ON COLUMN report.money_daily.commission IS
    'Amazon''s referral fee; positive where it costs money, as are all fees.';
COMMENT ON COLUMN report.money_daily.fulfilment_fees IS 'FBA fees per unit.';
COMMENT ON COLUMN report.money_daily.storage_fees IS 'Fees for storage.';
COMMENT ON COLUMN report.money_daily.closing_fees IS 'Closing fees.';
COMMENT ON COLUMN report.money_daily.refund_fees IS 'What Amazon keeps of its fees at a refund.';
COMMENT ON COLUMN report.money_daily.subscription IS 'The selling plan.';
COMMENT ON COLUMN report.money_daily.other_fees IS 'All other fees.';
COMMENT ON COLUMN report.money_daily.reimbursements IS 'Paid by Amazon for lost or damaged stock.';
COMMENT ON COLUMN report.money_daily.advertising IS 'Advertising taken from payouts.';
COMMENT ON COLUMN report.money_daily.other_amount IS 'Everything else, with its sign.';

CREATE VIEW report.money_by_product WITH (security_invoker = true) AS
SELECT
    d.local_date AS date,
    m.country_code AS marketplace,
    d.asin,
    d.sku,
    d.currency,
    d.refund_amount,
    d.refund_units,
    d.charged_amount,
    d.commission_amount AS commission,
    d.fulfilment_fee_amount AS fulfilment_fees,
    d.storage_fee_amount AS storage_fees,
    d.closing_fee_amount AS closing_fees,
    d.refund_fee_amount AS refund_fees,
    d.subscription_amount AS subscription,
    d.other_fee_amount AS other_fees,
    d.reimbursement_amount AS reimbursements,
    d.advertising_amount AS advertising,
    d.other_amount
FROM seller.money_product_daily d
LEFT JOIN seller.marketplaces m
    ON m.account_id = d.account_id AND m.marketplace_id = d.marketplace_id;

COMMENT ON VIEW report.money_by_product IS
    'Refunds, fees and other money by day, marketplace and offer; asin and sku are empty where it belongs to no product.';
COMMENT ON COLUMN report.money_by_product.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.money_by_product.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.money_by_product.asin IS 'The product.';
COMMENT ON COLUMN report.money_by_product.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.money_by_product.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.money_by_product.refund_amount IS
    'Refunded to buyers, as a positive amount.';
COMMENT ON COLUMN report.money_by_product.refund_units IS 'Units refunded.';
COMMENT ON COLUMN report.money_by_product.charged_amount IS 'What buyers were charged.';
COMMENT ON COLUMN report.money_by_product.commission IS
    'Amazon''s referral fee; positive where it costs money, as are all fees.';
COMMENT ON COLUMN report.money_by_product.fulfilment_fees IS 'FBA fees per unit.';
COMMENT ON COLUMN report.money_by_product.storage_fees IS 'Fees for storage.';
COMMENT ON COLUMN report.money_by_product.closing_fees IS 'Closing fees.';
COMMENT ON COLUMN report.money_by_product.refund_fees IS
    'What Amazon keeps of its fees at a refund.';
COMMENT ON COLUMN report.money_by_product.subscription IS 'The selling plan.';
COMMENT ON COLUMN report.money_by_product.other_fees IS 'All other fees.';
COMMENT ON COLUMN report.money_by_product.reimbursements IS
    'Paid by Amazon for lost or damaged stock.';
COMMENT ON COLUMN report.money_by_product.advertising IS 'Advertising taken from payouts.';
COMMENT ON COLUMN report.money_by_product.other_amount IS 'Everything else, with its sign.';

CREATE VIEW report.transactions WITH (security_invoker = true) AS
SELECT
    t.transaction_id,
    t.local_date AS date,
    t.posted_at,
    m.country_code AS marketplace,
    t.transaction_type AS type,
    t.status,
    t.is_counted,
    t.description,
    t.currency,
    t.total_amount AS amount,
    t.amazon_order_id AS order_id,
    t.settlement_id
FROM seller.transactions t
LEFT JOIN seller.marketplaces m
    ON m.account_id = t.account_id AND m.marketplace_id = t.marketplace_id;

COMMENT ON VIEW report.transactions IS
    'One row per movement of money that Amazon tells of. Add up only those that are counted.';
COMMENT ON COLUMN report.transactions.transaction_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.transactions.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.transactions.posted_at IS 'The instant.';
COMMENT ON COLUMN report.transactions.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.transactions.type IS 'Shipment, Refund, ServiceFee and so on.';
COMMENT ON COLUMN report.transactions.status IS 'Released, or deferred (held back).';
COMMENT ON COLUMN report.transactions.is_counted IS
    'False for the earlier one of two that tell of the same money.';
COMMENT ON COLUMN report.transactions.description IS 'Amazon''s words.';
COMMENT ON COLUMN report.transactions.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.transactions.amount IS 'The sum, with its sign.';
COMMENT ON COLUMN report.transactions.order_id IS 'The order, if any.';
COMMENT ON COLUMN report.transactions.settlement_id IS 'The settlement, if any.';

CREATE VIEW report.transaction_lines WITH (security_invoker = true) AS
SELECT
    a.transaction_id,
    a.line_no AS line,
    t.local_date AS date,
    m.country_code AS marketplace,
    t.is_counted,
    a.kind,
    a.path AS description,
    t.amazon_order_id AS order_id,
    a.asin,
    a.sku,
    a.quantity,
    a.currency,
    a.amount
FROM seller.transaction_amounts a
JOIN seller.transactions t ON t.account_id = a.account_id AND t.transaction_id = a.transaction_id
LEFT JOIN seller.marketplaces m
    ON m.account_id = t.account_id AND m.marketplace_id = t.marketplace_id;

COMMENT ON VIEW report.transaction_lines IS
    'What each movement of money is made of; the lines add up to its sum.';
COMMENT ON COLUMN report.transaction_lines.transaction_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.transaction_lines.line IS 'The line.';
COMMENT ON COLUMN report.transaction_lines.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.transaction_lines.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.transaction_lines.is_counted IS
    'False for the earlier one of two that tell of the same money.';
COMMENT ON COLUMN report.transaction_lines.kind IS
    'The kind of money, such as commission or refund.';
COMMENT ON COLUMN report.transaction_lines.description IS 'Amazon''s words, root first.';
COMMENT ON COLUMN report.transaction_lines.order_id IS 'The order, if any.';
COMMENT ON COLUMN report.transaction_lines.asin IS 'The product.';
COMMENT ON COLUMN report.transaction_lines.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.transaction_lines.quantity IS 'Units.';
COMMENT ON COLUMN report.transaction_lines.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.transaction_lines.amount IS 'The amount, with its sign.';

CREATE VIEW report.settlements WITH (security_invoker = true) AS
SELECT
    s.settlement_id,
    m.country_code AS marketplace,
    s.starts_at,
    s.ends_at,
    s.deposited_at,
    s.currency,
    s.total_amount AS amount
FROM seller.settlements s
LEFT JOIN seller.marketplaces m
    ON m.account_id = s.account_id AND m.marketplace_id = s.marketplace_id;

COMMENT ON VIEW report.settlements IS
    'One row per payout of Amazon.';
COMMENT ON COLUMN report.settlements.settlement_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.settlements.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.settlements.starts_at IS 'The first instant it covers.';
COMMENT ON COLUMN report.settlements.ends_at IS 'The last instant it covers.';
COMMENT ON COLUMN report.settlements.deposited_at IS 'When the money was sent.';
COMMENT ON COLUMN report.settlements.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.settlements.amount IS 'What was paid out.';

CREATE VIEW report.settlement_lines WITH (security_invoker = true) AS
SELECT
    s.settlement_id,
    s.line_no AS line,
    s.local_date AS posted_date,
    s.posted_at,
    m.country_code AS marketplace,
    s.transaction_type AS type,
    s.kind,
    s.amount_type,
    s.amount_description AS description,
    s.amazon_order_id AS order_id,
    s.sku,
    s.quantity,
    s.currency,
    s.amount
FROM seller.settlement_lines s
LEFT JOIN seller.marketplaces m
    ON m.account_id = s.account_id AND m.marketplace_id = s.marketplace_id;

COMMENT ON VIEW report.settlement_lines IS
    'What each payout is made of.';
COMMENT ON COLUMN report.settlement_lines.settlement_id IS 'The payout.';
COMMENT ON COLUMN report.settlement_lines.line IS 'The line.';
COMMENT ON COLUMN report.settlement_lines.posted_date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.settlement_lines.posted_at IS 'The instant.';
COMMENT ON COLUMN report.settlement_lines.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.settlement_lines.type IS 'Order, Refund, ServiceFee and so on.';
COMMENT ON COLUMN report.settlement_lines.kind IS
    'The kind of money, such as commission or refund.';
COMMENT ON COLUMN report.settlement_lines.amount_type IS 'Amazon''s group of amounts.';
COMMENT ON COLUMN report.settlement_lines.description IS 'Amazon''s words.';
COMMENT ON COLUMN report.settlement_lines.order_id IS 'The order, if any.';
COMMENT ON COLUMN report.settlement_lines.sku IS 'The offer, if any.';
COMMENT ON COLUMN report.settlement_lines.quantity IS 'Units.';
COMMENT ON COLUMN report.settlement_lines.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.settlement_lines.amount IS 'The amount, with its sign.';

CREATE VIEW report.reimbursements WITH (security_invoker = true) AS
SELECT
    r.reimbursement_id,
    r.local_date AS approved_date,
    m.country_code AS marketplace,
    r.reason,
    r.amazon_order_id AS order_id,
    r.asin,
    r.sku,
    r.currency,
    r.total_amount AS amount,
    r.cash_units,
    r.inventory_units
FROM seller.reimbursements r
LEFT JOIN seller.marketplaces m
    ON m.account_id = r.account_id AND m.marketplace_id = r.marketplace_id;

COMMENT ON VIEW report.reimbursements IS
    'What Amazon paid or gave back for lost and damaged stock.';
COMMENT ON COLUMN report.reimbursements.reimbursement_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.reimbursements.approved_date IS 'The day.';
COMMENT ON COLUMN report.reimbursements.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.reimbursements.reason IS 'Why, in Amazon''s words.';
COMMENT ON COLUMN report.reimbursements.order_id IS 'The order, if any.';
COMMENT ON COLUMN report.reimbursements.asin IS 'The product.';
COMMENT ON COLUMN report.reimbursements.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.reimbursements.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.reimbursements.amount IS 'What was paid.';
COMMENT ON COLUMN report.reimbursements.cash_units IS 'Units that were paid for.';
COMMENT ON COLUMN report.reimbursements.inventory_units IS 'Units that were given back as stock.';

CREATE VIEW report.storage_fees WITH (security_invoker = true) AS
SELECT
    f.month,
    m.country_code AS marketplace,
    f.asin,
    f.fulfillment_center,
    f.size_tier,
    f.average_units,
    f.currency,
    f.fee_amount AS fee
FROM seller.storage_fees f
LEFT JOIN seller.marketplaces m
    ON m.account_id = f.account_id AND m.marketplace_id = f.marketplace_id;

COMMENT ON VIEW report.storage_fees IS
    'Amazon''s storage fees by month and product.';
COMMENT ON COLUMN report.storage_fees.month IS 'The first day of the month.';
COMMENT ON COLUMN report.storage_fees.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.storage_fees.asin IS 'The product.';
COMMENT ON COLUMN report.storage_fees.fulfillment_center IS 'The warehouse.';
COMMENT ON COLUMN report.storage_fees.size_tier IS 'Amazon''s size class.';
COMMENT ON COLUMN report.storage_fees.average_units IS 'Units stored on average.';
COMMENT ON COLUMN report.storage_fees.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.storage_fees.fee IS 'The fee.';

CREATE VIEW report.fee_estimates WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    f.asin,
    f.sku,
    f.price_amount AS price,
    f.currency,
    f.total_fee_amount AS total_fee,
    f.referral_fee_amount AS referral_fee,
    f.fulfillment_fee_amount AS fulfilment_fee,
    f.size_tier
FROM seller.fee_estimates f
LEFT JOIN seller.marketplaces m
    ON m.account_id = f.account_id AND m.marketplace_id = f.marketplace_id;

COMMENT ON VIEW report.fee_estimates IS
    'What Amazon expects to charge for one unit: an estimate.';
COMMENT ON COLUMN report.fee_estimates.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.fee_estimates.asin IS 'The product.';
COMMENT ON COLUMN report.fee_estimates.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.fee_estimates.price IS 'The price it is worked out for.';
COMMENT ON COLUMN report.fee_estimates.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.fee_estimates.total_fee IS 'All fees.';
COMMENT ON COLUMN report.fee_estimates.referral_fee IS 'The commission.';
COMMENT ON COLUMN report.fee_estimates.fulfilment_fee IS 'The FBA fee.';
COMMENT ON COLUMN report.fee_estimates.size_tier IS 'Amazon''s size class.';

CREATE VIEW report.inventory WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.fulfillable_units AS available,
    i.inbound_units AS inbound,
    i.reserved_units AS reserved,
    i.researching_units AS researching,
    i.unfulfillable_units AS unfulfillable,
    i.total_units AS total,
    i.amazon_updated_at AS updated_at
FROM seller.inventory i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.inventory IS
    'Stock at Amazon now, by offer.';
COMMENT ON COLUMN report.inventory.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.inventory.asin IS 'The product.';
COMMENT ON COLUMN report.inventory.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.inventory.available IS 'Units that can be sold now.';
COMMENT ON COLUMN report.inventory.inbound IS 'Units on their way to Amazon.';
COMMENT ON COLUMN report.inventory.reserved IS 'Units set aside for orders or moves.';
COMMENT ON COLUMN report.inventory.researching IS 'Units that Amazon is looking for.';
COMMENT ON COLUMN report.inventory.unfulfillable IS 'Units that cannot be sold.';
COMMENT ON COLUMN report.inventory.total IS 'All units.';
COMMENT ON COLUMN report.inventory.updated_at IS 'When Amazon last changed it.';

CREATE VIEW report.inventory_daily WITH (security_invoker = true) AS
SELECT
    i.local_date AS snapshot_date,
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.fulfillable_units AS available,
    i.inbound_units AS inbound,
    i.reserved_units AS reserved,
    i.researching_units AS researching,
    i.unfulfillable_units AS unfulfillable,
    i.total_units AS total
FROM seller.inventory_daily i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.inventory_daily IS
    'Stock at Amazon by day. It does not add up over days: take the last day.';
COMMENT ON COLUMN report.inventory_daily.snapshot_date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.inventory_daily.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.inventory_daily.asin IS 'The product.';
COMMENT ON COLUMN report.inventory_daily.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.inventory_daily.available IS 'Units that can be sold now.';
COMMENT ON COLUMN report.inventory_daily.inbound IS 'Units on their way to Amazon.';
COMMENT ON COLUMN report.inventory_daily.reserved IS 'Units set aside for orders or moves.';
COMMENT ON COLUMN report.inventory_daily.researching IS 'Units that Amazon is looking for.';
COMMENT ON COLUMN report.inventory_daily.unfulfillable IS 'Units that cannot be sold.';
COMMENT ON COLUMN report.inventory_daily.total IS 'All units.';

CREATE VIEW report.stock_age WITH (security_invoker = true) AS
SELECT
    i.local_date AS snapshot_date,
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.available_units AS available,
    i.age_0_to_90_units AS age_0_to_90,
    i.age_91_to_180_units AS age_91_to_180,
    i.age_181_to_270_units AS age_181_to_270,
    i.age_271_to_365_units AS age_271_to_365,
    i.age_over_365_units AS age_over_365,
    i.days_of_supply,
    i.currency,
    i.estimated_storage_amount AS estimated_storage
FROM seller.inventory_planning i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.stock_age IS
    'How old the stock is, by day.';
COMMENT ON COLUMN report.stock_age.snapshot_date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.stock_age.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.stock_age.asin IS 'The product.';
COMMENT ON COLUMN report.stock_age.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.stock_age.available IS 'Units that can be sold.';
COMMENT ON COLUMN report.stock_age.age_0_to_90 IS 'Units of at most 90 days.';
COMMENT ON COLUMN report.stock_age.age_91_to_180 IS 'Units of 91 to 180 days.';
COMMENT ON COLUMN report.stock_age.age_181_to_270 IS 'Units of 181 to 270 days.';
COMMENT ON COLUMN report.stock_age.age_271_to_365 IS 'Units of 271 to 365 days.';
COMMENT ON COLUMN report.stock_age.age_over_365 IS 'Units of more than a year.';
COMMENT ON COLUMN report.stock_age.days_of_supply IS 'How many days it lasts, as Amazon expects.';
COMMENT ON COLUMN report.stock_age.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.stock_age.estimated_storage IS
    'Storage that Amazon expects to charge for it.';

CREATE VIEW report.stranded_stock WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.reason,
    i.stranded_at,
    i.fulfillable_units AS available,
    i.unfulfillable_units AS unfulfillable
FROM seller.stranded_inventory i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.stranded_stock IS
    'Stock without an active offer, as it is now.';
COMMENT ON COLUMN report.stranded_stock.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.stranded_stock.asin IS 'The product.';
COMMENT ON COLUMN report.stranded_stock.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.stranded_stock.reason IS 'Why, in Amazon''s words.';
COMMENT ON COLUMN report.stranded_stock.stranded_at IS 'Since when.';
COMMENT ON COLUMN report.stranded_stock.available IS 'Units that could be sold.';
COMMENT ON COLUMN report.stranded_stock.unfulfillable IS 'Units that cannot be sold.';

CREATE VIEW report.lost_stock WITH (security_invoker = true) AS
SELECT
    e.local_date AS date,
    m.country_code AS marketplace,
    e.event_type AS type,
    e.reason,
    e.asin,
    e.sku,
    e.disposition,
    e.units,
    e.unreconciled_units
FROM seller.ledger_events e
LEFT JOIN seller.marketplaces m
    ON m.account_id = e.account_id AND m.marketplace_id = e.marketplace_id;

COMMENT ON VIEW report.lost_stock IS
    'What Amazon''s inventory ledger tells of lost, found, broken and disposed units.';
COMMENT ON COLUMN report.lost_stock.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.lost_stock.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.lost_stock.type IS 'Adjustments and so on.';
COMMENT ON COLUMN report.lost_stock.reason IS 'Amazon''s reason code.';
COMMENT ON COLUMN report.lost_stock.asin IS 'The product.';
COMMENT ON COLUMN report.lost_stock.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.lost_stock.disposition IS 'In which state.';
COMMENT ON COLUMN report.lost_stock.units IS 'Units, with their sign.';
COMMENT ON COLUMN report.lost_stock.unreconciled_units IS 'Units that Amazon has not made up for.';

CREATE VIEW report.ads_daily WITH (security_invoker = true) AS
SELECT
    a.local_date AS date,
    m.country_code AS marketplace,
    a.ad_product,
    a.campaign_id,
    coalesce(c.name, a.campaign_name) AS campaign_name,
    a.impressions,
    a.clicks,
    a.cost_amount AS cost,
    a.sales_amount AS sales,
    a.orders,
    a.units,
    a.currency
FROM seller.ads_daily a
LEFT JOIN seller.marketplaces m
    ON m.account_id = a.account_id AND m.marketplace_id = a.marketplace_id
LEFT JOIN seller.ad_campaigns c
    ON c.account_id = a.account_id AND c.profile_id = a.profile_id AND c.campaign_id = a.campaign_id;

COMMENT ON VIEW report.ads_daily IS
    'Advertising by day and campaign. Totals come from here alone.';
COMMENT ON COLUMN report.ads_daily.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.ads_daily.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.ads_daily.ad_product IS
    'Sponsored Products, Brands or Display, as Amazon writes them.';
COMMENT ON COLUMN report.ads_daily.campaign_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.ads_daily.campaign_name IS 'The campaign.';
COMMENT ON COLUMN report.ads_daily.impressions IS 'How often advertisements were shown.';
COMMENT ON COLUMN report.ads_daily.clicks IS 'Clicks on advertisements.';
COMMENT ON COLUMN report.ads_daily.cost IS 'Ad spend.';
COMMENT ON COLUMN report.ads_daily.sales IS 'Sales that Amazon attributes to the advertisements.';
COMMENT ON COLUMN report.ads_daily.orders IS 'Orders attributed to the advertisements.';
COMMENT ON COLUMN report.ads_daily.units IS 'Units attributed to the advertisements.';
COMMENT ON COLUMN report.ads_daily.currency IS 'The currency of the amounts.';

CREATE VIEW report.ads_by_product WITH (security_invoker = true) AS
SELECT
    a.local_date AS date,
    m.country_code AS marketplace,
    a.campaign_id,
    c.name AS campaign_name,
    a.ad_group_id,
    a.asin,
    a.sku,
    a.impressions,
    a.clicks,
    a.cost_amount AS cost,
    a.sales_amount AS sales,
    a.orders,
    a.units,
    a.currency
FROM seller.ad_products_daily a
LEFT JOIN seller.marketplaces m
    ON m.account_id = a.account_id AND m.marketplace_id = a.marketplace_id
LEFT JOIN seller.ad_campaigns c
    ON c.account_id = a.account_id AND c.profile_id = a.profile_id AND c.campaign_id = a.campaign_id;

COMMENT ON VIEW report.ads_by_product IS
    'Advertising by day, campaign and advertised offer (Sponsored Products and Display).';
COMMENT ON COLUMN report.ads_by_product.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.ads_by_product.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.ads_by_product.campaign_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.ads_by_product.campaign_name IS 'The campaign.';
COMMENT ON COLUMN report.ads_by_product.ad_group_id IS 'The ad group.';
COMMENT ON COLUMN report.ads_by_product.asin IS 'The product.';
COMMENT ON COLUMN report.ads_by_product.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.ads_by_product.impressions IS 'How often advertisements were shown.';
COMMENT ON COLUMN report.ads_by_product.clicks IS 'Clicks on advertisements.';
COMMENT ON COLUMN report.ads_by_product.cost IS 'Ad spend.';
COMMENT ON COLUMN report.ads_by_product.sales IS
    'Sales that Amazon attributes to the advertisements.';
COMMENT ON COLUMN report.ads_by_product.orders IS 'Orders attributed to the advertisements.';
COMMENT ON COLUMN report.ads_by_product.units IS 'Units attributed to the advertisements.';
COMMENT ON COLUMN report.ads_by_product.currency IS 'The currency of the amounts.';

CREATE VIEW report.ads_by_target WITH (security_invoker = true) AS
SELECT
    a.local_date AS date,
    m.country_code AS marketplace,
    a.campaign_id,
    c.name AS campaign_name,
    a.ad_group_id,
    a.expression AS keyword,
    a.match_type,
    a.impressions,
    a.clicks,
    a.cost_amount AS cost,
    a.sales_amount AS sales,
    a.orders,
    a.units,
    a.currency
FROM seller.ad_targets_daily a
LEFT JOIN seller.marketplaces m
    ON m.account_id = a.account_id AND m.marketplace_id = a.marketplace_id
LEFT JOIN seller.ad_campaigns c
    ON c.account_id = a.account_id AND c.profile_id = a.profile_id AND c.campaign_id = a.campaign_id;

COMMENT ON VIEW report.ads_by_target IS
    'Advertising by day and keyword or target.';
COMMENT ON COLUMN report.ads_by_target.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.ads_by_target.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.ads_by_target.campaign_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.ads_by_target.campaign_name IS 'The campaign.';
COMMENT ON COLUMN report.ads_by_target.ad_group_id IS 'The ad group.';
COMMENT ON COLUMN report.ads_by_target.keyword IS 'The keyword or target.';
COMMENT ON COLUMN report.ads_by_target.match_type IS 'EXACT, PHRASE, BROAD and so on.';
COMMENT ON COLUMN report.ads_by_target.impressions IS 'How often advertisements were shown.';
COMMENT ON COLUMN report.ads_by_target.clicks IS 'Clicks on advertisements.';
COMMENT ON COLUMN report.ads_by_target.cost IS 'Ad spend.';
COMMENT ON COLUMN report.ads_by_target.sales IS
    'Sales that Amazon attributes to the advertisements.';
COMMENT ON COLUMN report.ads_by_target.orders IS 'Orders attributed to the advertisements.';
COMMENT ON COLUMN report.ads_by_target.units IS 'Units attributed to the advertisements.';
COMMENT ON COLUMN report.ads_by_target.currency IS 'The currency of the amounts.';

CREATE VIEW report.search_terms WITH (security_invoker = true) AS
SELECT
    a.local_date AS date,
    m.country_code AS marketplace,
    a.campaign_id,
    c.name AS campaign_name,
    a.ad_group_id,
    a.search_term,
    a.expression AS keyword,
    a.match_type,
    a.impressions,
    a.clicks,
    a.cost_amount AS cost,
    a.sales_amount AS sales,
    a.orders,
    a.units,
    a.currency
FROM seller.ad_search_terms a
LEFT JOIN seller.marketplaces m
    ON m.account_id = a.account_id AND m.marketplace_id = a.marketplace_id
LEFT JOIN seller.ad_campaigns c
    ON c.account_id = a.account_id AND c.profile_id = a.profile_id AND c.campaign_id = a.campaign_id;

COMMENT ON VIEW report.search_terms IS
    'Advertising by day and what people searched for.';
COMMENT ON COLUMN report.search_terms.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.search_terms.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.search_terms.campaign_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.search_terms.campaign_name IS 'The campaign.';
COMMENT ON COLUMN report.search_terms.ad_group_id IS 'The ad group.';
COMMENT ON COLUMN report.search_terms.search_term IS 'What people searched for.';
COMMENT ON COLUMN report.search_terms.keyword IS 'The keyword or target that it met.';
COMMENT ON COLUMN report.search_terms.match_type IS 'EXACT, PHRASE, BROAD and so on.';
COMMENT ON COLUMN report.search_terms.impressions IS 'How often advertisements were shown.';
COMMENT ON COLUMN report.search_terms.clicks IS 'Clicks on advertisements.';
COMMENT ON COLUMN report.search_terms.cost IS 'Ad spend.';
COMMENT ON COLUMN report.search_terms.sales IS
    'Sales that Amazon attributes to the advertisements.';
COMMENT ON COLUMN report.search_terms.orders IS 'Orders attributed to the advertisements.';
COMMENT ON COLUMN report.search_terms.units IS 'Units attributed to the advertisements.';
COMMENT ON COLUMN report.search_terms.currency IS 'The currency of the amounts.';

CREATE VIEW report.campaigns WITH (security_invoker = true) AS
SELECT
    c.campaign_id,
    c.name AS campaign_name,
    m.country_code AS marketplace,
    c.ad_product,
    c.state,
    c.targeting_type,
    c.budget_amount AS budget,
    c.currency,
    c.starts_on,
    c.ends_on
FROM seller.ad_campaigns c
LEFT JOIN seller.marketplaces m
    ON m.account_id = c.account_id AND m.marketplace_id = c.marketplace_id;

COMMENT ON VIEW report.campaigns IS
    'One row per advertising campaign.';
COMMENT ON COLUMN report.campaigns.campaign_id IS 'Amazon''s number.';
COMMENT ON COLUMN report.campaigns.campaign_name IS 'Its name.';
COMMENT ON COLUMN report.campaigns.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.campaigns.ad_product IS
    'Sponsored Products, Brands or Display, as Amazon writes them.';
COMMENT ON COLUMN report.campaigns.state IS 'ENABLED, PAUSED or ARCHIVED.';
COMMENT ON COLUMN report.campaigns.targeting_type IS 'AUTO or MANUAL.';
COMMENT ON COLUMN report.campaigns.budget IS 'The budget.';
COMMENT ON COLUMN report.campaigns.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.campaigns.starts_on IS 'Its first day.';
COMMENT ON COLUMN report.campaigns.ends_on IS 'Its last day, if any.';

CREATE VIEW report.traffic_daily WITH (security_invoker = true) AS
SELECT
    t.local_date AS date,
    m.country_code AS marketplace,
    t.sessions,
    t.page_views,
    t.units,
    t.sales_amount AS product_sales,
    t.featured_offer_pct,
    t.currency
FROM seller.traffic_daily t
LEFT JOIN seller.marketplaces m
    ON m.account_id = t.account_id AND m.marketplace_id = t.marketplace_id;

COMMENT ON VIEW report.traffic_daily IS
    'Visits by day and marketplace, and what Amazon counts beside them.';
COMMENT ON COLUMN report.traffic_daily.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.traffic_daily.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.traffic_daily.sessions IS 'Visits.';
COMMENT ON COLUMN report.traffic_daily.page_views IS 'Page views.';
COMMENT ON COLUMN report.traffic_daily.units IS
    'Units ordered, as Amazon counts them in this report.';
COMMENT ON COLUMN report.traffic_daily.product_sales IS
    'Ordered product sales, as Amazon counts them in this report.';
COMMENT ON COLUMN report.traffic_daily.featured_offer_pct IS
    'How often the offer was the Featured Offer, 0 to 100.';
COMMENT ON COLUMN report.traffic_daily.currency IS 'The currency of the amounts.';

CREATE VIEW report.traffic_by_product WITH (security_invoker = true) AS
SELECT
    t.local_date AS date,
    m.country_code AS marketplace,
    t.asin,
    t.parent_asin,
    t.sessions,
    t.page_views,
    t.units,
    t.sales_amount AS product_sales,
    t.featured_offer_pct,
    t.currency
FROM seller.traffic_product_daily t
LEFT JOIN seller.marketplaces m
    ON m.account_id = t.account_id AND m.marketplace_id = t.marketplace_id;

COMMENT ON VIEW report.traffic_by_product IS
    'Visits by day, marketplace and product.';
COMMENT ON COLUMN report.traffic_by_product.date IS 'The day of the marketplace.';
COMMENT ON COLUMN report.traffic_by_product.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.traffic_by_product.asin IS 'The product.';
COMMENT ON COLUMN report.traffic_by_product.parent_asin IS 'The product whose variation it is.';
COMMENT ON COLUMN report.traffic_by_product.sessions IS 'Visits.';
COMMENT ON COLUMN report.traffic_by_product.page_views IS 'Page views.';
COMMENT ON COLUMN report.traffic_by_product.units IS
    'Units ordered, as Amazon counts them in this report.';
COMMENT ON COLUMN report.traffic_by_product.product_sales IS
    'Ordered product sales, as Amazon counts them in this report.';
COMMENT ON COLUMN report.traffic_by_product.featured_offer_pct IS
    'How often the offer was the Featured Offer, 0 to 100.';
COMMENT ON COLUMN report.traffic_by_product.currency IS 'The currency of the amounts.';

CREATE VIEW report.product_costs WITH (security_invoker = true) AS
SELECT
    c.item_kind,
    c.item,
    m.country_code AS marketplace,
    c.valid_from,
    c.currency,
    c.goods_amount AS goods,
    c.freight_amount AS freight,
    c.other_amount AS other
FROM seller.product_costs c
LEFT JOIN seller.marketplaces m
    ON m.account_id = c.account_id AND m.marketplace_id = c.marketplace_id;

COMMENT ON VIEW report.product_costs IS
    'What one unit costs from a day on, as people entered it.';
COMMENT ON COLUMN report.product_costs.item_kind IS 'sku or asin.';
COMMENT ON COLUMN report.product_costs.item IS 'The SKU or ASIN.';
COMMENT ON COLUMN report.product_costs.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.product_costs.valid_from IS 'The first day.';
COMMENT ON COLUMN report.product_costs.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.product_costs.goods IS 'The goods.';
COMMENT ON COLUMN report.product_costs.freight IS 'Freight.';
COMMENT ON COLUMN report.product_costs.other IS 'Anything else.';

CREATE VIEW report.expenses WITH (security_invoker = true) AS
SELECT
    e.name,
    e.category,
    m.country_code AS marketplace,
    e.spread,
    e.starts_on,
    e.ends_on,
    e.amount,
    e.currency
FROM seller.expenses e
LEFT JOIN seller.marketplaces m
    ON m.account_id = e.account_id AND m.marketplace_id = e.marketplace_id;

COMMENT ON VIEW report.expenses IS
    'Other costs of the business, as people entered them.';
COMMENT ON COLUMN report.expenses.name IS 'What it is.';
COMMENT ON COLUMN report.expenses.category IS 'Its category.';
COMMENT ON COLUMN report.expenses.marketplace IS
    'The country of the marketplace, such as DE, GB or US.';
COMMENT ON COLUMN report.expenses.spread IS 'once, daily or monthly.';
COMMENT ON COLUMN report.expenses.starts_on IS 'Its first day.';
COMMENT ON COLUMN report.expenses.ends_on IS 'Its last day, if any.';
COMMENT ON COLUMN report.expenses.amount IS 'The amount.';
COMMENT ON COLUMN report.expenses.currency IS 'The currency of the amounts.';

CREATE VIEW report.exchange_rates WITH (security_invoker = true) AS
SELECT
    f.rate_on AS date,
    f.currency,
    f.per_euro
FROM app.fx_rates f;

COMMENT ON VIEW report.exchange_rates IS
    'Rates of the European Central Bank by working day.';
COMMENT ON COLUMN report.exchange_rates.date IS 'The day.';
COMMENT ON COLUMN report.exchange_rates.currency IS 'The currency.';
COMMENT ON COLUMN report.exchange_rates.per_euro IS 'How much of it one euro is.';

CREATE VIEW report.freshness WITH (security_invoker = true) AS
SELECT
    v.source,
    max(v.synced_at) AS synced_at,
    max(v.changed_at) AS changed_at
FROM seller.data_versions v GROUP BY v.source;

COMMENT ON VIEW report.freshness IS
    'How new the data of each source is.';
COMMENT ON COLUMN report.freshness.source IS 'Orders, stock, advertising and so on.';
COMMENT ON COLUMN report.freshness.synced_at IS 'When it was last looked at.';
COMMENT ON COLUMN report.freshness.changed_at IS 'When it last changed.';

-- The role `ask` (core/bootstrap.py makes it) reads these views and what they are made of. It may
-- not even name what lies in the schemas `app` and `sync`.
GRANT USAGE ON SCHEMA report TO ask, web;
GRANT USAGE ON SCHEMA seller TO ask;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO ask, web;
GRANT SELECT ON
    app.fx_rates,
    seller.ad_campaigns,
    seller.ad_products_daily,
    seller.ad_search_terms,
    seller.ad_targets_daily,
    seller.ads_daily,
    seller.data_versions,
    seller.expenses,
    seller.fee_estimates,
    seller.inventory,
    seller.inventory_daily,
    seller.inventory_planning,
    seller.ledger_events,
    seller.listings,
    seller.marketplaces,
    seller.money_daily,
    seller.money_product_daily,
    seller.order_items,
    seller.orders,
    seller.product_costs,
    seller.products,
    seller.reimbursements,
    seller.returns,
    seller.sales_daily,
    seller.sales_hourly,
    seller.sales_product_daily,
    seller.settlement_lines,
    seller.settlements,
    seller.storage_fees,
    seller.stranded_inventory,
    seller.traffic_daily,
    seller.traffic_product_daily,
    seller.transaction_amounts,
    seller.transactions
TO ask;
