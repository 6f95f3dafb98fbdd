-- Orders and their lines: the newest state of an order wins, whatever the order of arrival.
-- incoming_orders and incoming_order_items hold what a page brought.

-- name: before
-- Lock the orders that are known, and note which day they are counted on now.
SELECT o.amazon_order_id, o.marketplace_id, o.local_date
FROM seller.orders o
JOIN incoming_orders i ON i.amazon_order_id = o.amazon_order_id
WHERE o.account_id = :account_id
ORDER BY o.amazon_order_id
FOR UPDATE OF o

-- name: fill_in
-- What an order did not say (its status, who ships it) stays as it is stored.
UPDATE incoming_orders i
SET status = coalesce(
        (SELECT o.status FROM seller.orders o
         WHERE o.account_id = :account_id AND o.amazon_order_id = i.amazon_order_id),
        :unknown),
    fulfillment_channel = coalesce(
        i.fulfillment_channel,
        (SELECT o.fulfillment_channel FROM seller.orders o
         WHERE o.account_id = :account_id AND o.amazon_order_id = i.amazon_order_id))
WHERE i.status = ''

-- name: keep_former
-- What an order was until now, and since when, where it is updated or has another status. An update
-- that leaves the status adds no second line, so that the first moment of the status stays.
-- Changes of one instant are counted up: the order is locked, so no other one comes between.
INSERT INTO seller.order_statuses (account_id, amazon_order_id, since_at, step, status)
SELECT o.account_id, o.amazon_order_id, o.last_updated_at,
    (SELECT count(*) FROM seller.order_statuses s
     WHERE s.account_id = o.account_id AND s.amazon_order_id = o.amazon_order_id
       AND s.since_at = o.last_updated_at),
    o.status
FROM seller.orders o
JOIN incoming_orders i ON i.amazon_order_id = o.amazon_order_id
WHERE o.account_id = :account_id
  AND (i.last_updated_at > o.last_updated_at
       OR (i.last_updated_at = o.last_updated_at AND i.status <> o.status))
  AND o.status IS DISTINCT FROM (
      SELECT s.status FROM seller.order_statuses s
      WHERE s.account_id = o.account_id AND s.amazon_order_id = o.amazon_order_id
      ORDER BY s.since_at DESC, s.step DESC LIMIT 1)

-- name: refused
-- Orders of the page of which a newer state is stored: their lines are not touched either.
SELECT o.amazon_order_id
FROM seller.orders o
JOIN incoming_orders i ON i.amazon_order_id = o.amazon_order_id
WHERE o.account_id = :account_id AND o.last_updated_at > i.last_updated_at

-- name: drop_refused_orders
DELETE FROM incoming_orders WHERE amazon_order_id = ANY(:refused)

-- name: drop_refused_lines
DELETE FROM incoming_order_items WHERE amazon_order_id = ANY(:refused)

-- name: drop_gone_lines
-- All lines of an order are replaced at once: what the page does not have is no more.
DELETE FROM seller.order_items AS l
USING incoming_orders AS i
WHERE l.account_id = :account_id
  AND l.amazon_order_id = i.amazon_order_id
  AND NOT EXISTS (
      SELECT 1 FROM incoming_order_items n
      WHERE n.amazon_order_id = l.amazon_order_id AND n.order_item_id = l.order_item_id)
RETURNING l.amazon_order_id

-- name: count_since
-- How many orders were placed since a day, in some marketplaces.
SELECT count(*) FROM seller.orders
WHERE account_id = :account_id AND marketplace_id = ANY(:marketplaces) AND local_date >= :since
