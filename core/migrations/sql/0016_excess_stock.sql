-- Amazon's own estimate of excess stock has a column of its own: it was kept among the columns that
-- nothing was read from. Row security is lifted for the owner while all accounts' rows are moved.
ALTER TABLE seller.inventory_planning ADD COLUMN excess_units NUMERIC;

ALTER TABLE seller.inventory_planning NO FORCE ROW LEVEL SECURITY;

UPDATE seller.inventory_planning
SET excess_units = CAST(more ->> 'estimated-excess-quantity' AS NUMERIC),
    more = more - 'estimated-excess-quantity'
WHERE more ->> 'estimated-excess-quantity' ~ '^[0-9]+([.][0-9]+)?$';

ALTER TABLE seller.inventory_planning FORCE ROW LEVEL SECURITY;
